"""Go on after Snakemake was killed on a cluster: `python -m segstudy.resume [--wait]`, then the same command again.

A killed Snakemake leaves jobs in the cluster's queue and a lock in the folder. Starting again while the jobs
still run would start twins of them. So: cancel what is left of this folder's runs (or wait for it), then unlock.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from shutil import which

from segstudy.errors import StudyError
from segstudy.unlock import living_runs, unlock

PREFIX = "segstudy_"


@dataclass(frozen=True)
class ClusterJob:
    """One job in the cluster's queue. folder: the one it works in; state: SLURM's word for what it does."""

    number: str
    name: str
    state: str
    folder: Path


def parse_queue(text: str) -> list[ClusterJob]:
    """What `squeue --noheader --format=%A|%j|%T|%Z` says."""
    rows = [line.split("|", 3) for line in text.splitlines() if line.count("|") >= 3]
    return [ClusterJob(number, name, state, Path(folder.strip())) for number, name, state, folder in rows]


def _said(*command: str) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    except subprocess.TimeoutExpired as error:
        raise StudyError(f"`{command[0]}` gives no answer: is the cluster's controller up? Try again later") from error
    if done.returncode:
        raise StudyError(f"`{command[0]}` failed ({done.stderr.strip()}): try again when the cluster answers")
    return done.stdout


def jobs_left(folder: Path) -> list[ClusterJob]:
    """This user's jobs in the queue that a run of this project in `folder` submitted; none without a cluster.

    Raises StudyError where the cluster does not answer: nobody knows then what still runs.
    """
    if which("squeue") is None:
        return []
    queue = parse_queue(_said("squeue", "--me", "--noheader", "--format=%A|%j|%T|%Z"))
    return [job for job in queue if job.name.startswith(PREFIX) and job.folder.resolve() == folder.resolve()]


def clear(folder: Path, *, wait: bool, tell: Callable[[str], None], pause: float = 2.0, limit: float = 300.0) -> None:
    """Cancel the jobs left of a killed run in `folder` (wait: let them finish instead), then unlock it.

    limit: seconds that cancelled jobs are given to be gone.
    Raises StudyError where a run lives in `folder`, the cluster does not answer, or cancelled jobs do not end.
    """
    if runs := living_runs(folder):
        raise StudyError(f"another run works in this folder (process {runs[0].pid}); wait for it to end, or stop it")
    left = jobs_left(folder)
    if left and not wait:
        tell(f"Cancelling {len(left)} jobs of a killed run: {' '.join(job.number for job in left)}")
        _said("scancel", *(job.number for job in left))
    end, told = time.monotonic() + limit, -1
    while left := jobs_left(folder):
        if wait and len(left) != told:
            told = len(left)
            tell(f"Waiting for {told} jobs of a killed run: {' '.join(job.number for job in left)}")
        if not wait and time.monotonic() > end:
            numbers = " ".join(job.number for job in left)
            raise StudyError(f"cancelled jobs do not end: {numbers}; ask `squeue --me`, then try again")
        time.sleep(pause)
    if kept := unlock(folder):
        raise StudyError(kept)
    tell("No job is left and the folder is unlocked: start the study again with the same command.")


def main() -> int:
    """Clear the folder this is called in; 1, with the reason on standard error, where that is not possible."""
    parser = argparse.ArgumentParser(prog="python -m segstudy.resume", description=__doc__.splitlines()[0])
    parser.add_argument("--wait", action="store_true", help="let jobs that still run finish, do not cancel them")
    try:
        clear(Path.cwd(), wait=parser.parse_args().wait, tell=lambda line: sys.stdout.write(f"{line}\n"))
    except StudyError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
