"""The workflow as a module of another Snakefile."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.workflow

ROOT = Path(__file__).parents[2]
SNAKEFILE = f'''
import yaml

with open("study.yaml") as file:
    study = yaml.safe_load(file)


module segstudy:
    snakefile:
        "{ROOT}/Snakefile"
    config:
        study


use rule * from segstudy as segstudy_*


rule count:
    default_target: True
    input:
        "results/tiny/cases.csv",
    output:
        "count.txt",
    shell:
        "wc -l < {{input}} > {{output}}"
'''


@pytest.fixture
def snakemake(tmp_path):
    """Runs the importing Snakefile in a folder of its own; what it says."""
    (tmp_path / "Snakefile").write_text(SNAKEFILE)
    (tmp_path / "study.yaml").write_text((ROOT / "tests/slurm/tiny.yaml").read_text())

    def run(*words):
        command = [sys.executable, "-m", "snakemake", "--profile", str(ROOT / "profiles/local"), *words]
        environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    return run


@pytest.mark.slow
def test_another_snakefile_imports_the_study_and_adds_to_it(snakemake, tmp_path):
    said = snakemake()
    assert "segstudy_inspect_case" in said
    assert (tmp_path / "count.txt").read_text().strip() == "5"
    # its own rules run again when their inputs are newer, and only then
    assert "Nothing to be done" in snakemake("-n")
    os.utime(tmp_path / "results/tiny/cases.csv", (2_000_000_000,) * 2)
    said = snakemake("-n")
    assert "count" in said and "segstudy_judge_cases" not in said


def test_all_of_the_study_is_a_target_of_the_importer(snakemake):
    assert "segstudy_write_report" in snakemake("-n", "results/tiny/report.html")
