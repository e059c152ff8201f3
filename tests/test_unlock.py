import subprocess
import sys
import time

from segstudy.unlock import living_runs, orphaned_jobs, unlock

SLEEP = "import time; time.sleep(60)"


def started(folder, name):
    """A process that works in `folder` and looks like `name` in the process table."""
    program = folder / name
    program.parent.mkdir(parents=True, exist_ok=True)
    program.write_text(SLEEP)
    process = subprocess.Popen([sys.executable, str(program)], cwd=folder)
    time.sleep(0.2)
    return process


def test_a_stale_lock_and_orphaned_jobs_are_cleared(tmp_path):
    job = started(tmp_path, ".snakemake/scripts/abc.train.py")
    lock = tmp_path / ".snakemake" / "locks" / "0.input.lock"
    lock.parent.mkdir()
    lock.touch()
    assert [process.pid for process in orphaned_jobs(tmp_path)] == [job.pid]
    assert unlock(tmp_path) is None
    assert not lock.exists()
    assert job.poll() is not None
    assert orphaned_jobs(tmp_path) == []


def test_nothing_is_touched_while_another_run_lives(tmp_path):
    run = started(tmp_path, "snakemake")
    lock = tmp_path / ".snakemake" / "locks" / "0.input.lock"
    lock.parent.mkdir(parents=True)
    lock.touch()
    try:
        assert [process.pid for process in living_runs(tmp_path)] == [run.pid]
        assert f"process {run.pid}" in unlock(tmp_path)
        assert lock.exists()
    finally:
        run.kill()
        run.wait()


def test_runs_in_other_folders_do_not_count(tmp_path):
    run = started(tmp_path / "other", "snakemake")
    try:
        assert living_runs(tmp_path) == []
        assert unlock(tmp_path) is None
    finally:
        run.kill()
        run.wait()
