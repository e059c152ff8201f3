"""The run as a job: what is said to `sbatch` and `scontrol`; tests/slurm lets a cluster run one."""

import shlex
import shutil
import sys
from pathlib import Path

import pytest
import yaml

from segstudy.application.clean_command import PROJECT
from segstudy.application.cli import main
from segstudy.application.driver import go_on_later

DEMO = Path(__file__).parents[2] / "studies/demo.yaml"
ON_IT = ("--slurm", "profile")
LIMITS = {
    "short": {"max_runtime": "00:30:00"},
    "gpu": {"max_runtime": "7-00:00:00", "max_gpu": 2},
    "long": {"max_runtime": "3-00:00:00"},
}


@pytest.fixture
def calls(tmp_path, monkeypatch):
    """Stand-ins for `sbatch` and `scontrol`, which write down their arguments; returns those, a list a call."""
    for name in ("sbatch", "scontrol"):
        program = tmp_path / "bin" / name
        program.parent.mkdir(exist_ok=True)
        program.write_text(f'#!/bin/sh\nprintf "%s\\n" {name} "$@" "" >> {tmp_path}/calls\necho "4711;cluster"\n')
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:/usr/bin:/bin")
    monkeypatch.chdir(tmp_path)
    return lambda: [call.split("\n") for call in (tmp_path / "calls").read_text().split("\n\n")[:-1]]


@pytest.fixture
def submit(calls, tmp_path):
    """`submit(limits, *words)`: `run WORDS`, with a profile of these partitions; its exit status."""
    shutil.copy(DEMO, tmp_path / "study.yaml")

    def command(limits, *words):
        profile = {"default-resources": {"slurm_account": "lab"}} | (
            {"slurm-partition-config": "p.yaml"} if limits else {}
        )
        (tmp_path / "profile").mkdir()
        (tmp_path / "profile/config.yaml").write_text(yaml.safe_dump(profile))
        (tmp_path / "profile/p.yaml").write_text(yaml.safe_dump({"partitions": limits}))
        return main(["run", *words])

    return command


def test_the_same_command_is_a_job_that_is_told_before_its_time_is_over(submit, calls, capsys):
    assert (
        submit(LIMITS, "study.yaml", "preparation", *ON_IT, "--submit", "2.5", "--all-lines", "--", "--retries", "1")
        == 0
    )
    assert "job 4711 runs it: results/demo/logs/driver.log" in capsys.readouterr().out
    # where SLURM is installed, Snakemake's plugin asks for its settings besides
    [words] = [words for program, *words in calls() if program == "sbatch"]
    options = dict(word.partition("=")[::2] for word in words)
    assert options["--time"] == "150" and options["--signal"] == "B:USR1@120"
    assert options["--account"] == "lab" and options["--output"] == "results/demo/logs/driver.log"
    assert options["--partition"] == "long", "the one without GPUs that lets it work as long"
    run = shlex.split(options["--wrap"])
    assert run[:2] == ["exec", sys.executable] and run[2:5] == ["-m", "segstudy", "run"]
    assert run[5:] == ["study.yaml", "preparation", "--slurm", "profile", "--all-lines", "--", "--retries", "1"]


@pytest.mark.parametrize(
    "words",
    [
        ["study.yaml", *ON_IT, "preparation"],
        [*ON_IT, "study.yaml", "preparation"],
        [*ON_IT, "preparation", "study.yaml"],
        ["preparation", "--cores", "2", "study.yaml", *ON_IT],
    ],
)
def test_study_target_and_options_stand_in_any_order(words, submit, calls):
    assert submit(LIMITS, *words, "--submit", "1") == 0
    wrapped = next(word for word in calls()[0] if word.startswith("--wrap="))
    assert wrapped.endswith("segstudy run study.yaml preparation --slurm profile")


def test_a_study_behind_slurm_is_no_profile(submit, calls):
    assert submit(LIMITS, "preparation", "--submit", "1", "--slurm", "study.yaml") == 0
    wrapped = next(word for word in calls()[0] if word.startswith("--wrap="))
    assert wrapped.endswith("segstudy run study.yaml preparation --slurm " + str(PROJECT / "profiles/slurm"))


def test_a_partition_of_gpus_is_taken_where_no_other_lets_it_work_as_long(submit, calls):
    assert submit(LIMITS, "study.yaml", *ON_IT, "--submit", "100") == 0
    assert "--partition=gpu" in calls()[0]


def test_where_a_profile_has_no_partitions_the_cluster_chooses(submit, calls):
    assert submit({}, "study.yaml", *ON_IT, "--submit", "1") == 0
    assert not [word for word in calls()[0] if word.startswith("--partition")]


def test_hours_that_no_partition_gives_are_refused(submit, capsys, tmp_path):
    assert submit(LIMITS, "study.yaml", *ON_IT, "--submit", "1000") == 2
    assert "--submit 1000: no partition of profile/p.yaml lets a job work as long" in capsys.readouterr().err
    assert not (tmp_path / "calls").exists()


def test_hours_without_a_cluster_are_refused(calls, tmp_path, capsys):
    shutil.copy(DEMO, tmp_path / "study.yaml")
    assert main(["run", "study.yaml", "--submit", "1"]) == 2
    assert "say `--slurm PROFILE` too" in capsys.readouterr().err


def test_a_profile_that_cannot_be_read_is_named(calls, tmp_path, capsys):
    shutil.copy(DEMO, tmp_path / "study.yaml")
    assert main(["run", "study.yaml", "--slurm", "nowhere", "--submit", "1"]) == 2
    assert "nowhere/config.yaml: cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize(("name", "asked"), [("driver_segstudy", [["scontrol", "requeue", "12"]]), ("mine", [])])
def test_only_its_own_job_is_begun_again(name, asked, calls, tmp_path, monkeypatch):
    monkeypatch.setenv("SLURM_JOB_ID", "12")
    monkeypatch.setenv("SLURM_JOB_NAME", name)
    go_on_later()
    assert (calls() if (tmp_path / "calls").exists() else []) == asked
