# The two commands: `make demo` and `make test`. Both set up `.venv` where it is missing or outdated.
PYTHON ?= python3
export PATH := $(CURDIR)/.venv/bin:$(PATH)
SNAKEMAKE = snakemake --profile profiles/local

.PHONY: demo test test-all lint clean
.DEFAULT_GOAL := demo

# Torch first and pinned, so that no package's open range can bring another build.
.venv/installed: constraints.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "segstudy needs Python 3.11 or later; name one with PYTHON=python3.11"; exit 1; }
	$(PYTHON) -m venv .venv
	.venv/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt torch==2.13.0
	.venv/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt torch==2.13.0 -e '.[dev]'
	touch $@

demo: .venv/installed
	python -m segstudy.unlock
	$(SNAKEMAKE) --configfile studies/demo.yaml
	@echo "The report: $(CURDIR)/results/demo/report.html"

test: .venv/installed
	pytest

test-all: .venv/installed
	pytest --slow

lint: .venv/installed
	ruff check .
	ruff format --check .
	snakefmt --check Snakefile rules
	snakemake --lint
	snakemake --lint --configfile studies/demo.yaml

clean:
	rm -rf .venv results .snakemake
