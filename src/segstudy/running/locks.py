"""One process at a time: locks that the system lets go when their holder dies."""

import errno
import fcntl
import logging
import os
import re
import socket
import time
from pathlib import Path
from typing import TextIO

log = logging.getLogger(__name__)
# In a study's folder: held, and written, by its run.
RUN_LOCK = "logs/run.lock"
UNKNOWN = {errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOLCK, errno.ENOSYS}


def try_lock(path: Path, shared: bool = False) -> TextIO | None:
    """Lock a file (made where missing) and write down who holds it.

    A file system that knows no locks gets a warning instead of a lock.

    Args:
        path: The file.
        shared: Let others hold it too who share it; nothing is written then.

    Returns:
        The lock, which lasts until this file is closed or the process ends, however it ends; None where another
        process holds it, or took the file away while this one opened it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.open("a+", encoding="utf-8")
    try:
        fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in UNKNOWN:
            file.close()
            if error.errno in (errno.EWOULDBLOCK, errno.EACCES):
                return None
            raise
        log.warning("%s cannot be locked (%s): nothing keeps a second process from the same work", path, error)
    if not _is_there(file, path):
        file.close()
        return None
    if shared:
        return file
    file.truncate(0)
    job = os.environ.get("SLURM_JOB_ID")
    file.write(f"{socket.gethostname()}, process {os.getpid()}{f', SLURM job {job}' if job else ''}\n")
    file.flush()
    return file


def knows_locks(path: Path) -> bool:
    """Whether the file system of a lock file knows locks; asking changes nothing. True where there is no such file."""
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in UNKNOWN
    return True


def lives(written: str) -> bool | None:
    """Whether the process that wrote itself into a lock file lives; None where another machine alone knows.

    Args:
        written: What `holder` read.
    """
    told = re.fullmatch(r"(.*), process (\d+)(, SLURM job .*)?", written)
    if told is None:
        return False
    import psutil  # where a GPU is lent, it may not be there

    return psutil.pid_exists(int(told[2])) if told[1] == socket.gethostname() else None


def is_held(path: Path) -> bool:
    """Whether a process holds the lock file `path`; asking changes nothing in it.

    Where the file system knows no locks: whether the one on this machine that wrote itself into it lives.
    """
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in UNKNOWN:
            return lives(holder(path)) is True
        return error.errno in (errno.EWOULDBLOCK, errno.EACCES) and path.exists()
    return False


def _is_there(file: TextIO, path: Path) -> bool:
    """Whether a locked file is still the one at its path: who held it may have taken it away meanwhile."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


def holder(path: Path) -> str:
    """Who wrote itself into the lock file `path` last."""
    try:
        return path.read_text(encoding="utf-8").strip() or "unknown"
    except OSError:
        return "unknown"


def wait_for_lock(path: Path, log_every: float = 60.0, pause: float = 0.5) -> TextIO:
    """`try_lock` until it succeeds, saying in the log at once and every `log_every` seconds for whom it waits."""
    logged = None
    while (file := try_lock(path)) is None:
        if logged is None or time.monotonic() - logged >= log_every:
            log.info("waiting for %s, which %s holds", path, holder(path))
            logged = time.monotonic()
        time.sleep(pause)
    return file
