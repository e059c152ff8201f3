import os
import subprocess
import sys
from pathlib import Path

import pytest

from segstudy.running.errors import StudyError
from segstudy.running.resume import PREFIX, ClusterJob, clear, jobs_left, parse_queue


@pytest.fixture
def queue(tmp_path, monkeypatch):
    """A scheduler in a folder: `squeue` prints a file, `scancel` empties it and writes down its arguments."""
    programs = tmp_path / "bin"
    programs.mkdir()
    listed = tmp_path / "queue.txt"
    listed.write_text("")
    for name, body in (("squeue", f"cat {listed}"), ("scancel", f"echo $@ > {tmp_path}/cancelled; : > {listed}")):
        (programs / name).write_text(f"#!/bin/sh\n{body}\n")
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    return listed


def test_a_queue_is_read_with_odd_names_and_folders():
    read = parse_queue(
        "12|segstudy_ab-c|RUNNING|None|rule_train|/scratch/my study\n13|other|PENDING|Priority|(null)|/home/x|y\n\n"
    )
    assert read == [
        ClusterJob("12", "segstudy_ab-c", "RUNNING", "None", "rule_train", Path("/scratch/my study")),
        ClusterJob("13", "other", "PENDING", "Priority", "(null)", Path("/home/x|y")),
    ]


def test_only_this_folders_own_jobs_are_cancelled(tmp_path, queue):
    folder = tmp_path / "study"
    (folder / ".snakemake" / "locks").mkdir(parents=True)
    lock = folder / ".snakemake" / "locks" / "0.input.lock"
    lock.touch()
    queue.write_text(
        f"1|{PREFIX}a|RUNNING|None|rule_train|{folder}\n2|mine|RUNNING|None|rule_train|{folder}\n3|{PREFIX}b|RUNNING|None|rule_train|{tmp_path}/other\n"
        f"4|{PREFIX}a|PENDING|Priority|rule_train|{folder}\n"
    )
    assert [job.number for job in jobs_left(folder)] == ["1", "4"]
    told = []
    clear(folder, wait=False, tell=told.append, pause=0.01)
    assert (tmp_path / "cancelled").read_text() == "1 4\n"
    assert not lock.exists()
    assert "Canceling 2 jobs" in told[0]


def test_jobs_can_be_awaited_instead(tmp_path, queue):
    queue.write_text(f"1|{PREFIX}a|RUNNING|None|rule_train|{tmp_path}\n")
    told = []

    def tell(line):
        told.append(line)
        queue.write_text("")

    clear(tmp_path, wait=True, tell=tell, pause=0.01)
    assert "Waiting for 1 jobs" in told[0]
    assert not (tmp_path / "cancelled").exists()


def test_nothing_is_unlocked_while_the_cluster_gives_no_answer(tmp_path, queue):
    (tmp_path / "bin" / "squeue").write_text("#!/bin/sh\nprintf 'connection refused\\nand more' >&2\nexit 1\n")
    lock = tmp_path / ".snakemake" / "locks" / "0.input.lock"
    lock.parent.mkdir(parents=True)
    lock.touch()
    with pytest.raises(StudyError, match=r"failed \(connection refused\): try again"):
        clear(tmp_path, wait=False, tell=lambda line: None)
    assert lock.exists()


def test_jobs_that_do_not_end_are_named(tmp_path, queue):
    (tmp_path / "bin" / "scancel").write_text("#!/bin/sh\n")
    queue.write_text(f"77|{PREFIX}a|COMPLETING|None|rule_train|{tmp_path}\n")
    with pytest.raises(StudyError, match="77"):
        clear(tmp_path, wait=False, tell=lambda line: None, pause=0.01, limit=0.05)


def test_without_a_cluster_the_command_unlocks(tmp_path):
    lock = tmp_path / ".snakemake" / "locks" / "0.input.lock"
    lock.parent.mkdir(parents=True)
    lock.touch()
    (tmp_path / "bin").mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "segstudy.running.resume"],
        cwd=tmp_path,
        env={**os.environ, "PATH": str(tmp_path / "bin")},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert not lock.exists()
    assert "start the study again" in done.stdout
