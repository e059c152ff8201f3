import os
import subprocess
import sys
from functools import partial

from segstudy.running.groups import groups_in_order

CHAIN = {"c": ["b"], "b": ["a"], "a": []}

SNAKEFILE = """
from segstudy.running.groups import check_groups_in_one_pass
check_groups_in_one_pass()
rule all:
    input: "c"
rule a:
    output: "a"
    group: "g"
    shell: "touch a"
rule b:
    input: "a"
    output: "b"
    shell: "touch b"
rule c:
    input: "b"
    output: "c"
    group: "g"
    shell: "touch c"
"""


def test_a_group_that_waits_for_itself_is_found():
    assert groups_in_order(CHAIN, {})
    assert groups_in_order(CHAIN, {"a": 1, "b": 1, "c": 1})
    assert groups_in_order(CHAIN, {"a": 1, "b": 1})
    assert not groups_in_order(CHAIN, {"a": 1, "c": 1})


def test_two_groups_that_wait_for_each_other_are_found():
    needs = {"a2": ["b1"], "b2": ["a1"], "a1": [], "b1": []}
    assert not groups_in_order(needs, {"a1": 1, "a2": 1, "b1": 2, "b2": 2})


def test_every_job_and_every_dependency_is_looked_at_once():
    class Counting(dict):
        looks = 0

        def get(self, *arguments):
            self.looks += 1
            return super().get(*arguments)

    jobs = 2000
    needs = {number: [number - 1] if number % 50 else [] for number in range(jobs)}
    needs[jobs] = list(range(jobs))
    group_of = Counting({number: number // 50 for number in range(jobs)})
    assert groups_in_order(needs, group_of)
    assert group_of.looks == len(needs) + sum(map(len, needs.values()))


def test_snakemake_still_words_the_error(tmp_path):
    (tmp_path / "Snakefile").write_text(SNAKEFILE)
    command = [sys.executable, "-m", "snakemake", "--dry-run", "--executor", "slurm", "--jobs", "1"]
    environment = {**os.environ, "SLURM_CONF": "/dev/null"}
    run = partial(subprocess.run, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert run(command).returncode == 0
    told = run([*command, "--group-components", "g=2"])
    assert told.returncode != 0
    assert "Group g depends on itself" in told.stdout + told.stderr
