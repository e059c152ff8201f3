"""Clear what a killed run left in this folder: its orphaned jobs and its lock. `python -m segstudy.running.unlock`."""

import sys
from collections.abc import Iterable
from pathlib import Path

import psutil

JOB_MARK = ".snakemake/scripts/"


def _here(folder: Path) -> Iterable[psutil.Process]:
    for process in psutil.process_iter():
        try:
            if Path(process.cwd()) == folder:
                yield process
        except (psutil.Error, OSError):
            continue


def _is_run(process: psutil.Process) -> bool:
    """Whether this is a Snakemake a person started, not one that a run started for one of its jobs."""
    words = process.cmdline()
    return any(Path(word).name == "snakemake" for word in words[:3]) and "--target-jobs" not in words


def _is_cluster_job(process: psutil.Process) -> bool:
    return "slurm-jobstep" in process.cmdline()


def living_runs(folder: Path) -> list[psutil.Process]:
    """Snakemake processes that work in `folder`."""
    return [process for process in _here(folder) if _is_run(process)]


def orphaned_jobs(folder: Path) -> list[psutil.Process]:
    """Jobs of `folder` that still run on this machine though no Snakemake waits for them; a scheduler's are not."""
    jobs = [process for process in _here(folder) if any(JOB_MARK in word for word in process.cmdline())]
    return [job for job in jobs if not any(_is_run(parent) or _is_cluster_job(parent) for parent in job.parents())]


def unlock(folder: Path, but: int | None = None) -> str | None:
    """Stop orphaned jobs and remove a stale lock.

    Stopping a job loses nothing: outputs appear whole or not at all, and a training goes on from its last epoch.

    Args:
        folder: The one a run was killed in.
        but: A run that may live there: the one that asks.

    Returns:
        What keeps it from doing so, for the person at the terminal; None where it is done.
    """
    if runs := [run for run in living_runs(folder) if run.pid != but]:
        return f"another run works in this folder (process {runs[0].pid}); wait for it to end, or stop it"
    orphans = orphaned_jobs(folder)
    for job in orphans:
        job.kill()
    psutil.wait_procs(orphans, timeout=30)
    locks = folder / ".snakemake" / "locks"
    for lock in locks.glob("*") if locks.is_dir() else ():
        lock.unlink()
    return None


if __name__ == "__main__":
    sys.exit(unlock(Path.cwd()))
