import os
import re
import subprocess
import sys
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from segstudy.running.scheduling import first_of_each

SNAKEFILE = """
{calmed}
rule all:
    input: expand("{{number}}", number=range(12))
rule one:
    output: "{{number}}"
    shell: "sleep 0.4; touch {{output}}"
"""
CALMED = "from segstudy.running.scheduling import look_again_only_at_the_limit; look_again_only_at_the_limit()"


def looks(tmp_path, calmed, *arguments):
    """How often Snakemake looks at ready jobs until all are done, one after the other."""
    (tmp_path / "Snakefile").write_text(SNAKEFILE.format(calmed=calmed))
    command = [sys.executable, "-m", "snakemake", "--cores", "1", "--scheduler", "greedy", "--debug-dag", "--verbose"]
    environment = {**os.environ, "SLURM_CONF": "/dev/null"}
    done = subprocess.run([*command, *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert all((tmp_path / str(number)).exists() for number in range(12))
    return done.stderr.count("Ready jobs: ")


def test_ready_jobs_are_looked_at_when_a_job_has_ended(tmp_path):
    assert looks(tmp_path, CALMED) == 13 < looks(tmp_path, "", "--forceall")


def test_jobs_that_wait_for_the_limit_start_after_it(tmp_path):
    assert looks(tmp_path, CALMED, "--cores", "12", "--max-jobs-per-timespan", "5/1s") >= 3


MANY = """
{calmed}
rule all:
    input: expand("{{number}}", number=range(40)), "other"
rule one:
    output: "{{number,\\\\d+}}"
    priority: 2
    shell: "touch {{output}}"
rule other:
    output: "other"
    shell: "touch {{output}}"
"""
FEW = "from segstudy.running.scheduling import choose_among_few; choose_among_few()"


def looked_at(folder, calmed):
    """How many ready jobs were looked at in all, until forty and another were run one after the other."""
    folder.mkdir()
    (folder / "Snakefile").write_text(MANY.format(calmed=calmed))
    command = [sys.executable, "-m", "snakemake", "--cores", "1", "--scheduler", "greedy", "--verbose"]
    environment = {**os.environ, "SLURM_CONF": "/dev/null"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert all((folder / name).exists() for name in ["other", *map(str, range(40))])
    return sum(map(int, re.findall(r"Ready jobs: (\d+)", done.stderr)))


def test_few_jobs_of_a_rule_are_looked_at_each_time(tmp_path):
    assert looked_at(tmp_path / "ours", FEW) < looked_at(tmp_path / "plain", "") / 2


class Job(NamedTuple):
    rule: str
    number: int


jobs = st.lists(st.builds(Job, st.sampled_from("abc"), st.integers(0, 40)), unique=True)


@given(jobs, st.integers(1, 9))
def test_of_each_rule_the_first_are_kept(ready, most):
    kept = first_of_each(ready, most, lambda job: job.number)
    for rule in "abc":
        own = sorted(job.number for job in ready if job.rule == rule)
        assert sorted(job.number for job in kept if job.rule == rule) == own[:most]


def test_groups_of_jobs_are_all_kept():
    groups = [object() for _ in range(20)]
    assert first_of_each(groups, 2, id) == groups
