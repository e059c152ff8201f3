"""Failures of the machine in words: what happened, and what to change."""

import errno
import shutil

FULL = {errno.ENOSPC, errno.EDQUOT}
SEALED = {errno.EROFS, errno.EACCES, errno.EPERM}
ALMOST_NOTHING = 1 << 20


def machine_advice(error: BaseException, folder: str = ".") -> str | None:
    """What to tell of an error that is the machine's fault; None for any other.

    folder: where results are written; a library that loses the reason of a failed write is understood by it.
    """
    if isinstance(error, MemoryError):
        return (
            f"not enough memory ({error or 'none left'}): let fewer jobs run at once (`--cores 1`), give this one more "
            "(`--set-resources <rule>:mem_mb=<megabytes>`), or make the preparation's `size` or `batch` smaller; "
            "then run the same command again"
        )
    number = error.errno if isinstance(error, OSError) else None
    where = f" ({error.filename})" if isinstance(error, OSError) and error.filename else ""
    if number in FULL or "No space left on device" in str(error) or (number is None and _is_full(error, folder)):
        return f"the disk is full{where}: make space and run the same command again; what is finished stays"
    if number in SEALED:
        return (
            f"{error.filename or 'a file'}: {error.strerror}; let this user read and write there, or run from another "
            "folder, then run the same command again"
        )
    return None


def _is_full(error: BaseException, folder: str) -> bool:
    if not isinstance(error, RuntimeError | OSError):
        return False
    try:
        return shutil.disk_usage(folder).free < ALMOST_NOTHING
    except OSError:
        return False
