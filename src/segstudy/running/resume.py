"""Go on after Snakemake was killed on a cluster: `python -m segstudy.running.resume [--wait]`, then the command again.

A killed Snakemake leaves jobs in the cluster's queue and a lock in the folder. Starting again while the jobs
still run would start twins of them. So: cancel what is left of this folder's runs (or wait for it), then unlock.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from shutil import which

from segstudy.running.errors import StudyError
from segstudy.running.unlock import living_runs, unlock

PREFIX = "segstudy_"


@dataclass(frozen=True)
class ClusterJob:
    """One job in the cluster's queue.

    Attributes:
        number: SLURM's for it.
        name: As it was submitted.
        state: SLURM's word for what it does.
        reason: Why it waits, in SLURM's word.
        about: Its comment: which rule's job it is.
        folder: The one it works in.
    """

    number: str
    name: str
    state: str
    reason: str
    about: str
    folder: Path


def parse_queue(text: str) -> list[ClusterJob]:
    """The jobs in what `squeue --noheader --format=%A|%j|%T|%r|%k|%Z` prints."""
    rows = [line.split("|", 5) for line in text.splitlines() if line.count("|") >= 5]
    return [
        ClusterJob(number, name, state, reason, about, Path(folder.strip()))
        for number, name, state, reason, about, folder in rows
    ]


def _output_of(*command: str) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    except subprocess.TimeoutExpired as error:
        raise StudyError(f"`{command[0]}` gives no answer: is the cluster's controller up? Try again later") from error
    if done.returncode:
        why = done.stderr.strip().partition("\n")[0]
        raise StudyError(f"`{command[0]}` failed ({why}): try again when the cluster answers")
    return done.stdout


def may_have_cluster() -> bool:
    """Whether a cluster may be asked: an empty configuration says that there is none, though SLURM is installed."""
    return os.environ.get("SLURM_CONF") != os.devnull


def jobs_left(folder: Path) -> list[ClusterJob]:
    """This user's jobs in the queue that a run of this project in `folder` submitted; none without a cluster.

    Raises:
        StudyError: The cluster does not answer: nobody knows then what still runs.
    """
    return [job for job in jobs_of(folder) if job.name.startswith(PREFIX)]


def jobs_of(folder: Path) -> list[ClusterJob]:
    """This user's jobs in the queue that work in `folder`, the one that drives a run among them.

    Raises:
        StudyError: The cluster does not answer.
    """
    if which("squeue") is None:
        return []
    queue = parse_queue(_output_of("squeue", "--me", "--noheader", "--format=%A|%j|%T|%r|%k|%Z"))
    return [job for job in queue if job.folder.resolve() == folder.resolve()]


def clear(folder: Path, *, wait: bool, tell: Callable[[str], None], pause: float = 2.0, limit: float = 300.0) -> None:
    """Cancel the jobs left of a killed run, then unlock its folder.

    Args:
        folder: The folder it ran in.
        wait: Let the jobs finish instead of canceling them.
        tell: Called with each line for the person at the terminal.
        pause: Seconds between two looks at the queue.
        limit: Seconds that canceled jobs are given to be gone.

    Raises:
        StudyError: A run lives in `folder`, the cluster does not answer, or canceled jobs do not end.
    """
    if runs := living_runs(folder):
        raise StudyError(f"another run works in this folder (process {runs[0].pid}); wait for it to end, or stop it")
    left = jobs_left(folder)
    if left and not wait:
        tell(f"Canceling {len(left)} jobs of a killed run: {' '.join(job.number for job in left)}")
        _output_of("scancel", *(job.number for job in left))
    end, reported = time.monotonic() + limit, -1
    while left := jobs_left(folder):
        if wait and len(left) != reported:
            reported = len(left)
            tell(f"Waiting for {reported} jobs of a killed run: {' '.join(job.number for job in left)}")
        if not wait and time.monotonic() > end:
            numbers = " ".join(job.number for job in left)
            raise StudyError(f"canceled jobs do not end: {numbers}; ask `squeue --me`, then try again")
        time.sleep(pause)
    if kept := unlock(folder):
        raise StudyError(kept)
    tell("No job is left and the folder is unlocked: start the study again with the same command.")


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def main() -> int:
    """Clear the folder this is called in; 1, with the reason on standard error, where that is not possible."""
    parser = argparse.ArgumentParser(
        prog="python -m segstudy.running.resume", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--wait", action="store_true", help="let jobs that still run finish, do not cancel them")
    try:
        clear(Path.cwd(), wait=parser.parse_args().wait, tell=_print)
    except StudyError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
