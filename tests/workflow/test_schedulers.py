"""The tiny study by the profiles of other schedulers, with a stand-in for each."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml

pytestmark = [
    pytest.mark.workflow,
    pytest.mark.slow,
    pytest.mark.skipif(
        find_spec("snakemake_executor_plugin_cluster_generic") is None,
        reason="make .venv/schedulers installs what it needs",
    ),
]

ROOT = Path(__file__).parents[2]
PROGRAMS = ("qsub", "qstat", "qacct", "qdel", "bsub", "bjobs", "bkill")


@pytest.mark.parametrize("scheduler", ["pbs", "sge", "lsf"])
def test_cases_of_a_study_go_through_a_scheduler(scheduler, tmp_path):
    (tmp_path / "bin").mkdir()
    (tmp_path / "jobs").mkdir()
    for name in PROGRAMS:
        program = tmp_path / "bin" / name
        program.write_text(f"#!{sys.executable}\n{(ROOT / 'tests/scheduler_stand_in.py').read_text()}")
        program.chmod(0o755)
    study = yaml.safe_load((ROOT / "tests/slurm/tiny.yaml").read_text())
    study["training"]["epochs"] = 1
    (tmp_path / "study.yaml").write_text(yaml.safe_dump(study))
    command = [
        sys.executable,
        "-m",
        "snakemake",
        "--profile",
        str(ROOT / "profiles" / scheduler),
        "--latency-wait",
        "5",
    ]
    command += [
        "--snakefile",
        str(ROOT / "Snakefile"),
        "results/tiny/stages/training",
        "--max-status-checks-per-second",
        "5",
    ]
    done = subprocess.run(
        [*command, "--configfile", "study.yaml"],
        cwd=tmp_path,
        env=os.environ
        | {
            "PATH": f"{tmp_path}/bin:{os.environ['PATH']}",
            "STAND_IN": str(tmp_path / "jobs"),
            "PYTHONPATH": f"{ROOT}/src:{os.environ.get('PYTHONPATH', '')}",
        },
        capture_output=True,
        text=True,
        timeout=400,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert len([*tmp_path.glob("results/tiny/trained/*/fold-*/weights.safetensors")]) == 2
    submitted = [
        line for line in (tmp_path / "jobs/calls").read_text().splitlines() if line.split()[0] in ("qsub", "bsub")
    ]
    # two of training, and groups of cases
    assert 4 <= len(submitted) < 12
    assert sum("gpu" in line for line in submitted) == 2
