"""Failures of the machine in words: what happened, and what to change."""

import errno
import shutil

FULL = {errno.ENOSPC, errno.EDQUOT}
SEALED = {errno.EROFS, errno.EACCES, errno.EPERM}
# What libraries say of it, in errors of their own kinds.
NO_MEMORY = ("can't allocate memory", "Cannot allocate memory", "cannot allocate memory", "failed to map segment")
NO_THREADS = ("can't start new thread", "pthread_create", "thread constructor failed")
ALMOST_NOTHING = 1 << 20


def machine_advice(error: BaseException, folder: str = ".") -> str | None:
    """The message for an error that is the machine's fault; None for any other.

    Args:
        error: What was raised.
        folder: Where results are written: where its disk is full, that is taken for the reason of a failed write of
            which a library tells none.
    """
    number = error.errno if isinstance(error, OSError) else None
    if isinstance(error, MemoryError) or number == errno.ENOMEM or any(words in str(error) for words in NO_MEMORY):
        return (
            f"not enough memory ({_last_line(error) or 'none left'}): let fewer jobs run at once (`--cores 1`), "
            "give this one more (`--set-resources <rule>:mem_mb=<megabytes>`), or make the preparation's `size` or "
            "`batch` smaller; then run the same command again; a limit of the shell or the cluster may be the cause "
            "(`ulimit -v`)"
        )
    # PyTorch's own kind, which need not be imported to know it
    if type(error).__name__ == "OutOfMemoryError":
        return (
            f"the GPU has not enough memory ({_last_line(error)}): see what else runs on it (`nvidia-smi`), set "
            "`trainings_per_gpu: 1` in the profile, or make the preparation's `size` or `batch` smaller; then run the "
            "same command again"
        )
    where = f" ({error.filename})" if isinstance(error, OSError) and error.filename else ""
    if number in FULL or "No space left on device" in str(error) or (number is None and _is_full(error, folder)):
        return f"the disk is full{where}: make space and run the same command again; what is finished stays"
    if number == errno.EFBIG:
        return (
            f"a file would be larger than this user may write{where}: raise the limit (`ulimit -f unlimited`), or "
            "write to another file system, then run the same command again"
        )
    if number == errno.EAGAIN or any(words in str(error) for words in NO_THREADS):
        return (
            "no more processes or threads for this user: let fewer jobs run at once (`--cores 1`), or raise the limit "
            "(`ulimit -u`), then run the same command again"
        )
    if number in (errno.EMFILE, errno.ENFILE):
        return (
            f"too many open files{where}: let fewer jobs run at once (`--cores 1`), or raise the limit (`ulimit -n`), "
            "then run the same command again"
        )
    if isinstance(error, OSError) and number in SEALED:
        return (
            f"{error.filename or 'a file'}: {error.strerror}; let this user read and write there, or run from another "
            "folder, then run the same command again"
        )
    return None


def _last_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [""])[-1]


def _is_full(error: BaseException, folder: str) -> bool:
    if not isinstance(error, RuntimeError | OSError):
        return False
    try:
        return shutil.disk_usage(folder).free < ALMOST_NOTHING
    except OSError:
        return False
