"""One run at a time on a study's results, and what a killed run left here is cleared by the next."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from segstudy.running.errors import StudyError
from segstudy.running.locks import RUN_LOCK, holder, knows_locks, lives, try_lock
from segstudy.running.private_functions import is_as_tested
from segstudy.running.resume import jobs_left, may_have_cluster
from segstudy.running.unlock import living_runs, unlock

# What the class is marked with whose function is replaced already.
REPLACED = "runs_alone"
# Of a study's folder that cannot be written: a finished one is read all the same.
READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}


def run_alone(results: str) -> None:
    """Let Snakemake lock a study's results too, and take away its own lock where the run that left it is dead.

    Snakemake's lock is a file that stays when its run is killed or the power fails, and lies in the folder it was
    started in; results may be shared by several. The lock on the results ends with the process that holds it.

    Args:
        results: The study's folder.
    """
    from snakemake.exceptions import WorkflowError
    from snakemake.persistence import PersistenceBase

    if REPLACED in vars(PersistenceBase) or not is_as_tested(PersistenceBase, "lock"):
        return
    locks = PersistenceBase.lock

    @contextmanager
    def lock(persistence: Any) -> Iterator[None]:
        try:
            with alone(Path(results)):
                if persistence.locked:
                    clear_what_was_killed(Path.cwd())
                with locks(persistence):
                    yield
        except StudyError as error:
            raise WorkflowError(str(error)) from None

    PersistenceBase.lock = lock
    setattr(PersistenceBase, REPLACED, True)


@contextmanager
def alone(results: Path) -> Iterator[None]:
    """Hold the lock of a study's folder.

    On storage that knows no locks, what a run wrote into the file and took out at its end is the next best.

    Raises:
        StudyError: Another run holds it, or may do so.
    """
    path = results / RUN_LOCK
    if not knows_locks(path):
        _check_written(path)
    try:
        held = try_lock(path)
    except OSError as error:
        if error.errno not in READ_ONLY:
            raise
        yield
        return
    if held is None:
        raise StudyError(f"another run works on {results} ({holder(path)}); wait for it to end, or stop it")
    with held:
        try:
            yield
        finally:
            if not knows_locks(path):
                held.truncate(0)


def _check_written(path: Path) -> None:
    written = holder(path)
    alive = lives(written)
    if alive:
        raise StudyError(f"another run works on {path.parents[1]} ({written}); wait for it to end, or stop it")
    if alive is None:
        raise StudyError(
            f"{path.parents[1]} is on storage without locks, and a run began there on another machine ({written}); "
            f"if it is dead, remove {path}, then run this again"
        )


def clear_what_was_killed(folder: Path) -> None:
    """Take away the lock of a run that is dead, and the jobs it left on this machine; else leave all as it is.

    Args:
        folder: The one Snakemake is started in.

    Raises:
        StudyError: Its jobs are in a cluster's queue.
    """
    mine = os.getpid()
    if any(run.pid != mine for run in living_runs(folder)):
        return  # Snakemake then says that it is locked
    if may_have_cluster() and jobs_left(folder):
        raise StudyError("a killed run left jobs in the cluster's queue: `make resume` ends them, then run this again")
    unlock(folder, but=mine)
