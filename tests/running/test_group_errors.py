"""Why a group failed before it began, with an executor that is refused."""

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.workflow

SNAKEFILE = """
from segstudy.running.group_errors import say_why_groups_fail

say_why_groups_fail()
say_why_groups_fail()

rule second:
    input: "one"
    output: "two"
    group: "both"
    shell: "touch {output}"

rule first:
    output: "one"
    group: "both"
    shell: "touch {output}"
"""


def test_a_refused_group_says_once_what_its_executor_says(tmp_path):
    pytest.importorskip("snakemake_executor_plugin_cluster_generic", reason="the extra `schedulers` is missing")
    (tmp_path / "Snakefile").write_text(SNAKEFILE)
    refusing = ["--executor", "cluster-generic", "--cluster-generic-submit-cmd", "echo the queue is full; false"]
    done = subprocess.run(
        [sys.executable, "-m", "snakemake", "--jobs", "1", *refusing],
        cwd=tmp_path,
        env={**os.environ, "SLURM_CONF": os.devnull},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode != 0
    said = [line for line in done.stderr.splitlines() if "Error submitting jobscript" in line]
    assert said == ["both_first_second: Error submitting jobscript (exit code 1):"], done.stderr
