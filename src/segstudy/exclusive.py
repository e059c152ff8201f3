"""One process at a time: locks that the system lets go when their holder dies."""

import errno
import fcntl
import logging
import os
import socket
import time
from pathlib import Path
from typing import TextIO

log = logging.getLogger(__name__)
UNKNOWN = {errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOLCK, errno.ENOSYS}


def try_lock(path: Path) -> TextIO | None:
    """Lock `path` (made where missing) and write down who holds it; None where another process does.

    The lock lasts until the returned file is closed or the process ends, however it ends. A file system that
    knows no locks gets a warning instead of a lock.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.open("a+", encoding="utf-8")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in UNKNOWN:
            file.close()
            if error.errno in (errno.EWOULDBLOCK, errno.EACCES):
                return None
            raise
        log.warning("%s cannot be locked (%s): nothing keeps a second process from the same work", path, error)
    file.truncate(0)
    job = os.environ.get("SLURM_JOB_ID")
    file.write(f"{socket.gethostname()}, process {os.getpid()}{f', SLURM job {job}' if job else ''}\n")
    file.flush()
    return file


def holder(path: Path) -> str:
    """Who wrote itself into the lock file `path` last."""
    try:
        return path.read_text(encoding="utf-8").strip() or "unknown"
    except OSError:
        return "unknown"


def wait_for_lock(path: Path, told_every: float = 60.0, pause: float = 0.5) -> TextIO:
    """`try_lock` until it succeeds, saying in the log at once and every `told_every` seconds for whom it waits."""
    told = None
    while (file := try_lock(path)) is None:
        if told is None or time.monotonic() - told >= told_every:
            log.info("waiting for %s, which %s holds", path, holder(path))
            told = time.monotonic()
        time.sleep(pause)
    return file
