import pytest

from segstudy.running.killed import killed_advice

LOG = """RuleException:
CalledProcessError in file "/x/rules/training.smk", line 34:
Command 'set -euo pipefail;  python train.py' died with <Signals.{signal}>.
[Sat Nov 21 07:59:13 2026]
Error in rule {rule}:
    jobid: 27
"""


@pytest.fixture
def advice(tmp_path):
    def read(text):
        (tmp_path / "snakemake.log").write_text(text)
        return killed_advice(tmp_path / "snakemake.log")

    return read


def test_a_killed_job_names_memory_and_what_to_change(advice):
    told = advice(LOG.format(signal="SIGKILL: 9", rule="train"))
    for words in ("train", "memory ran out", "--set-resources train:mem_mb=", "batch", "--cores 1"):
        assert words in told


def test_each_killed_rule_is_named_once_and_batches_only_where_there_are_some(advice):
    log = LOG.format(signal="SIGKILL: 9", rule="prepare_image") * 2 + LOG.format(
        signal="SIGKILL: 9", rule="inspect_case"
    )
    told = advice(log)
    assert "prepare_image, inspect_case." in told
    assert "batch" not in told


def test_other_ends_are_not_explained(advice, tmp_path):
    assert advice(LOG.format(signal="SIGTERM: 15", rule="train")) == ""
    assert advice("Error in rule train:\n") == ""
    assert killed_advice(tmp_path / "nowhere.log") == ""
