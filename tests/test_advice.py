import errno
import os

import pytest

from segstudy.advice import machine_advice


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "a.csv"), ["disk is full (a.csv)", "make space"]),
        (OSError(errno.EDQUOT, os.strerror(errno.EDQUOT)), ["disk is full:"]),
        (RuntimeError("I/O error: No space left on device (os error 28)"), ["disk is full"]),
        (OSError(errno.EROFS, os.strerror(errno.EROFS), "a.csv"), ["a.csv: Read-only file system"]),
        (PermissionError(errno.EACCES, os.strerror(errno.EACCES), "a.csv"), ["a.csv: Permission denied"]),
        (MemoryError("Unable to allocate 9 TiB"), ["not enough memory (Unable to allocate 9 TiB)", "mem_mb", "batch"]),
    ],
)
def test_the_machines_failures_say_what_to_change(error, words, tmp_path):
    told = machine_advice(error, str(tmp_path))
    assert all(word in told for word in words), told


@pytest.mark.parametrize("error", [ValueError("x"), KeyError("x"), FileNotFoundError(2, "x", "y"), RuntimeError("x")])
def test_other_failures_are_not_the_machines(error, tmp_path):
    assert machine_advice(error, str(tmp_path)) is None
