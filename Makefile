# The two commands: `make demo` and `make test`. Both set up `.venv` where it is missing or outdated.
ifneq ($(words $(CURDIR)),1)
$(error $(CURDIR): a folder with a space in its path, where Snakemake starts no script; move the project)
endif
PYTHON ?= python3
export PATH := $(CURDIR)/.venv/bin:$(PATH)
# Compiled modules are kept, or each of a study's many processes would compile the package anew.
unexport PYTHONDONTWRITEBYTECODE
# On one machine no cluster is asked: with SLURM installed but down, each of Snakemake's starts would wait 10 s for it.
SNAKEMAKE = SLURM_CONF=/dev/null snakemake --profile profiles/local

.PHONY: docs demo app download mlflow test coverage test-cluster test-all test-studies bench bench-gpu test-gpu lint resume lock clean
.DEFAULT_GOAL := demo

# Compiled at the end and by several processes: pip does it with one, which takes as long as all else that it does. Some
# packages bring templates, which are no modules.
INSTALL = .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-compile
COMPILE = .venv/bin/python -m compileall -qq -j 4 .venv/lib || true
PIP = $(INSTALL) -c constraints.txt torch==2.13.0

# Each package by its hash, setuptools first, with which a package without a wheel is built; torch (and torchvision), whose
# builds differ between machines, pinned by its version in every call.
BY_HASH = $(INSTALL) --require-hashes --no-deps --no-build-isolation
.venv/installed: constraints.txt requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "segstudy needs Python 3.11 or later; name one with PYTHON=python3.11"; exit 1; }
	$(PYTHON) -m venv .venv
	sed -n '/^setuptools==/,/[^\\]$$/p' requirements.txt > .venv/setuptools.txt
	$(INSTALL) --require-hashes --no-deps -r .venv/setuptools.txt
	$(BY_HASH) -r requirements.txt
	$(PIP)
	$(INSTALL) --no-deps --no-build-isolation -e .
	$(COMPILE)
	touch $@

.venv/viewer: .venv/installed requirements/app.txt
	$(BY_HASH) -r requirements/app.txt
	$(COMPILE)
	touch $@

.venv/tracking: .venv/installed requirements/tracking.txt
	$(BY_HASH) -r requirements/tracking.txt
	$(COMPILE)
	touch $@

.venv/schedulers: .venv/installed requirements/schedulers.txt
	$(BY_HASH) -r requirements/schedulers.txt
	$(COMPILE)
	touch $@

.venv/developing: .venv/installed requirements/dev.txt
	$(BY_HASH) -r requirements/dev.txt
	$(PIP) torchvision
	$(COMPILE)
	touch $@

demo: .venv/installed
	$(SNAKEMAKE) --configfile studies/demo.yaml
	@echo "The report: $(CURDIR)/results/demo/report.html"

# Try a trained arm on a scan, in a browser on this machine.
app: .venv/viewer
	segstudy app

# Fetch the data of the study STUDY (of studies/), which says where it is and what it must be.
download: .venv/installed
	segstudy download studies/$(STUDY).yaml

# Publish the study STUDY (of studies/) to MLflow, and show what was published; a server named by
# MLFLOW_TRACKING_URI has a page of its own.
STUDY ?= demo
mlflow: .venv/tracking
	$(SNAKEMAKE) results/$(STUDY)/stages/tracking --forcerun publish_runs --configfile studies/$(STUDY).yaml
	@test -n "$$MLFLOW_TRACKING_URI" || mlflow ui --host 127.0.0.1 --workers 1 --backend-store-uri sqlite:///results/$(STUDY)/mlflow.db

# No test here asks a cluster; where one is set up but down, each start of Snakemake would wait for it. Two files at
# once, each with one thread, the long ones (tests/conftest.py) first; three on two cores took as long.
FILES_AT_ONCE = OMP_NUM_THREADS=1 SLURM_CONF=/dev/null pytest -n 2 --dist loadfile --no-loadscope-reorder

test: .venv/developing
	$(FILES_AT_ONCE) --ignore=tests/slurm -m "not study"

# The same tests, slower, with the share of each module's lines that ran, jobs included; under 80 % is too little.
coverage: .venv/developing
	$(FILES_AT_ONCE) --ignore=tests/slurm -m "not study" --cov --cov-report=
	coverage report --skip-covered --sort=cover
	coverage json -q -o .coverage.json
	python tests/covered.py .coverage.json 80

# Small studies of studies/, each to its end; what only takes long is left to `make test-all`.
test-studies: .venv/developing
	$(FILES_AT_ONCE) tests/workflow -m study --durations=5

# Starts a SLURM cluster on this machine, as root; skips, saying so, where there is nothing to start it with.
test-cluster: .venv/developing
	pytest tests/slurm

# Against the processor, on a GPU; skips, saying so, where there is none. Needs no environment of this project's
# (docs/gpu.md says what), so that it runs where there is PyTorch for CUDA and nothing can be installed.
test-gpu:
	PYTHONPATH=$(CURDIR)/src:$$PYTHONPATH $(or $(wildcard .venv/bin/python),$(PYTHON)) -m pytest tests/gpu --confcutdir tests/gpu $(TESTS)

test-all: .venv/developing
	pytest --slow

# The comparisons of BENCH (all, by default; `--turns 1` makes it short) with other packages, which come into an environment of their own.
.bench/installed: constraints.txt pyproject.toml benchmarks/peers.txt benchmarks/peers_alone.txt
	$(PYTHON) -m venv .bench
	.bench/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt torch==2.13.0 \
		-e '.[dev]' -r benchmarks/peers.txt
	.bench/bin/python -m pip install --quiet --disable-pip-version-check --no-deps -r benchmarks/peers_alone.txt
	touch $@

bench: .bench/installed
	PATH=$(CURDIR)/.bench/bin:$$PATH SLURM_CONF=/dev/null python benchmarks/everything.py $(BENCH)

# What a GPU makes of training, in under four minutes, with whatever packages are here; without a GPU it says so.
bench-gpu:
	PYTHONPATH=$(CURDIR)/src $(or $(wildcard .venv/bin/python),$(PYTHON)) benchmarks/gpu.py $(BENCH)

# After Snakemake was killed on a cluster: end what it left there (WAIT=1: let it finish), then unlock this folder.
resume: .venv/installed
	python -m segstudy.running.resume $(if $(WAIT),--wait)

# The docs as a site, in build/docs: without a server or network; what leads nowhere is an error.
docs: .venv/developing
	NO_MKDOCS_2_WARNING=1 mkdocs build --quiet

lint: .venv/developing docs
	ruff check .
	ruff format --check .
	snakefmt --check Snakefile rules
	SLURM_CONF=/dev/null snakemake --lint --configfile studies/demo.yaml
	lint-imports
	mypy

# After a change of the dependencies: look up their hashes again. setuptools builds this project. A file of requirements/ has
# what an extra adds to requirements.txt, that of `dev` with the viewer's, which tests open.
LOCK = .venv/bin/uv pip compile pyproject.toml -c constraints.txt --generate-hashes --universal --python-version 3.11 \
	--no-annotate --no-header --quiet --output-file .venv/locked
ELSEWHERE = /^(torch|triton|nvidia-|cuda-)/

lock: .venv/installed
	$(INSTALL) -c constraints.txt uv
	echo 'setuptools>=77' | $(LOCK) -
	sed -n '/^# /p' requirements.txt > .venv/header
	awk '/^[a-zA-Z]/ {kept = !$(ELSEWHERE)} kept' .venv/locked | cat .venv/header - > requirements.txt
	for extra in app tracking schedulers dev; do \
		rm .venv/locked && $(LOCK) --extra $$extra $$(test $$extra != dev || echo --extra app) || exit 1; \
		sed -n '/^# /p' requirements/$$extra.txt > .venv/header; \
		awk 'NR == FNR {if (/^[a-zA-Z]/) known[$$0]; next} /^[a-zA-Z]/ {kept = !($$0 in known) && !$(ELSEWHERE)} kept' \
			requirements.txt .venv/locked | cat .venv/header - > requirements/$$extra.txt; \
	done

clean:
	rm -rf .venv .bench results .snakemake
