"""A group of jobs of which one fails, on what stands in for a cluster: what the others have made stays."""

import os
import subprocess
import sys
from importlib.util import find_spec

import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        find_spec("snakemake_executor_plugin_cluster_generic") is None,
        reason="make .venv/schedulers installs what it needs",
    ),
]
SNAKEFILE = """
from segstudy.running.kept import keep_what_is_sealed
keep_what_is_sealed("results/s")

rule all:
    input: expand("results/s/{name}.txt", name=["sealed", "unsealed", "changed", "failed"])

rule case:
    output: "results/s/{name}.txt"
    group: "cases"
    shell: "{sys.executable} make.py {wildcards.name} {output}"
"""
MAKE = """
import os, sys, time
from pathlib import Path
from types import SimpleNamespace
from segstudy.running.making import Making
name, output = sys.argv[1:]
if name == "failed":
    while not Path("results/s/seals/changed.txt.json").exists() or not Path("results/s/unsealed.txt").exists():
        time.sleep(0.1)
    time.sleep(0.5)
    Path("results/s/changed.txt").write_text("cut")
    sys.exit("no such organ")
job = SimpleNamespace(input=[], output=[output], params={}, log=[f"results/s/logs/{name}.log"])
making = Making(job, Path("results/s"))
Path(output).write_text(name)
if name != "unsealed":
    making.seal()
"""


def test_what_is_sealed_stays_where_a_job_of_the_group_fails(tmp_path):
    (tmp_path / "Snakefile").write_text("import sys\n" + SNAKEFILE)
    (tmp_path / "make.py").write_text(MAKE)
    submit = ["--executor", "cluster-generic", "--cluster-generic-submit-cmd", "sh", "--jobs", "1"]
    command = [sys.executable, "-m", "snakemake", *submit, "--group-components", "cases=4", "--latency-wait", "1"]
    command += ["--default-resources", "mem_mb=10", "disk_mb=10"]
    done = subprocess.run(command, cwd=tmp_path, env=os.environ, capture_output=True, text=True, timeout=120)
    assert done.returncode != 0
    assert "no such organ" in done.stdout + done.stderr
    assert {path.stem for path in (tmp_path / "results/s").glob("*.txt")} == {"sealed"}, done.stderr
