import os
import signal
import subprocess
import sys
import time

from segstudy.running.unlock import living_runs, orphaned_jobs, unlock

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


def test_a_run_is_known_however_it_was_started_and_its_jobs_are_no_runs(tmp_path):
    (tmp_path / "snakemake.py").write_text(SLEEP)
    begun = [
        subprocess.Popen([sys.executable, "-m", "snakemake", *words], cwd=tmp_path)
        for words in (["--cores", "all"], ["--target-jobs", "train:", "--mode", "remote"])
    ]
    time.sleep(0.3)
    try:
        assert [process.pid for process in living_runs(tmp_path)] == [begun[0].pid]
    finally:
        for process in begun:
            process.kill()
            process.wait()


def test_a_job_of_the_cluster_is_no_orphan(tmp_path):
    """A machine can be login node and compute node at once; the scheduler ends its own jobs."""
    job = tmp_path / ".snakemake" / "scripts" / "abc.train.py"
    job.parent.mkdir(parents=True)
    job.write_text(SLEEP)
    (tmp_path / "snakemake.py").write_text(f"import subprocess, sys; subprocess.run([sys.executable, {str(job)!r}])")
    words = ["--target-jobs", "train:", "--executor", "slurm-jobstep"]
    process = subprocess.Popen([sys.executable, "-m", "snakemake", *words], cwd=tmp_path, start_new_session=True)
    time.sleep(0.5)
    try:
        assert orphaned_jobs(tmp_path) == []
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
