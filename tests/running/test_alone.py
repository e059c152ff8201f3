import errno
import fcntl
import os
import signal
import socket
import subprocess
import sys

import pytest

from segstudy.running.alone import alone, clear_what_was_killed
from segstudy.running.errors import StudyError
from segstudy.running.locks import RUN_LOCK, is_held

_HOLDS = """
import sys, time
from pathlib import Path
from segstudy.running.alone import alone
with alone(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path):
    """Another process that works on the results."""
    process = subprocess.Popen([sys.executable, "-c", _HOLDS, str(tmp_path / "results")], stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"held\n"
    yield process
    process.kill()
    process.wait()


def test_a_second_run_is_told_who_works_there_and_a_dead_one_holds_nothing(holder, tmp_path):
    with pytest.raises(StudyError, match=f"another run works on .*process {holder.pid}"), alone(tmp_path / "results"):
        pass
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    with alone(tmp_path / "results"):
        pass


def test_results_by_another_path_are_the_same(holder, tmp_path):
    """Two clones that share their results by a link."""
    (tmp_path / "clone").mkdir()
    (tmp_path / "clone/results").symlink_to(tmp_path / "results")
    with pytest.raises(StudyError, match="another run works on"), alone(tmp_path / "clone/results"):
        pass


def test_results_that_cannot_be_written_are_not_locked(tmp_path):
    if os.getuid() == 0:
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", str(tmp_path)], capture_output=True).returncode:
            pytest.skip("nothing can be mounted here, and root writes everything")
    else:
        tmp_path.chmod(0o500)
    try:
        with alone(tmp_path / "results"):
            pass
        assert not (tmp_path / "results").exists()
    finally:
        if os.getuid() == 0:
            subprocess.run(["umount", str(tmp_path)], check=True)


def test_without_locks_what_a_run_wrote_is_believed(tmp_path, monkeypatch):
    """As on network storage; tests/workflow/test_network_storage.py has one."""

    def unknown(*_):
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", unknown)
    lock = tmp_path / "results" / RUN_LOCK
    with alone(tmp_path / "results"):
        assert is_held(lock)
        with pytest.raises(StudyError, match=f"another run works on .*process {os.getpid()}"), alone(lock.parents[1]):
            pass
        assert str(os.getpid()) in lock.read_text()
    assert lock.read_text() == "" and not is_held(lock)
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    lock.write_text(f"{socket.gethostname()}, process {gone.pid}\n")
    with alone(tmp_path / "results"):
        pass
    lock.write_text("elsewhere, process 1\n")
    told = "without locks, .*elsewhere, process 1.*if it is dead, remove .*run.lock"
    with pytest.raises(StudyError, match=told), alone(tmp_path / "results"):
        pass
    assert lock.read_text() == "elsewhere, process 1\n"


def test_the_lock_of_a_dead_run_goes_and_that_of_a_living_stays(tmp_path):
    lock = tmp_path / ".snakemake/locks/0.input.lock"
    lock.parent.mkdir(parents=True)
    lock.touch()
    (tmp_path / "snakemake").write_text("import time; time.sleep(60)")
    run = subprocess.Popen([sys.executable, str(tmp_path / "snakemake")], cwd=tmp_path)
    clear_what_was_killed(tmp_path)
    assert lock.exists()
    run.kill()
    run.wait()
    clear_what_was_killed(tmp_path)
    assert not lock.exists()
