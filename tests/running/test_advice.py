import errno
import os
import resource
import subprocess
import sys

import pytest
import torch

from segstudy.running.advice import machine_advice


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "a.csv"), ["disk is full (a.csv)", "make space"]),
        (OSError(errno.EDQUOT, os.strerror(errno.EDQUOT)), ["disk is full:"]),
        (RuntimeError("I/O error: No space left on device (os error 28)"), ["disk is full"]),
        (OSError(errno.EROFS, os.strerror(errno.EROFS), "a.csv"), ["a.csv: Read-only file system"]),
        (PermissionError(errno.EACCES, os.strerror(errno.EACCES), "a.csv"), ["a.csv: Permission denied"]),
        (OSError(errno.EFBIG, os.strerror(errno.EFBIG), "a.b2nd"), ["larger than", "(a.b2nd)", "ulimit -f"]),
        (RuntimeError("can't start new thread"), ["no more processes or threads", "--cores 1", "ulimit -u"]),
        (BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN)), ["no more processes or threads"]),
        (OSError(errno.EMFILE, os.strerror(errno.EMFILE), "a"), ["too many open files (a)", "ulimit -n"]),
        (OSError(errno.ENOMEM, os.strerror(errno.ENOMEM)), ["not enough memory", "ulimit -v"]),
        (RuntimeError("alloc\nDefaultCPUAllocator: can't allocate memory: 9 bytes"), ["memory (DefaultCPUAllocator"]),
        (ImportError("x.so: failed to map segment from shared object"), ["not enough memory"]),
        (torch.OutOfMemoryError("CUDA out of memory."), ["the GPU has not enough memory (CUDA out of", "nvidia-smi"]),
        (MemoryError("Unable to allocate 9 TiB"), ["not enough memory (Unable to allocate 9 TiB)", "mem_mb", "batch"]),
    ],
)
def test_the_machines_failures_say_what_to_change(error, words, tmp_path):
    told = machine_advice(error, str(tmp_path))
    assert all(word in told for word in words), told


@pytest.mark.parametrize("error", [ValueError("x"), KeyError("x"), FileNotFoundError(2, "x", "y"), RuntimeError("x")])
def test_other_failures_are_not_the_machines(error, tmp_path):
    assert machine_advice(error, str(tmp_path)) is None


LIMITS = {
    "file": (resource.RLIMIT_FSIZE, 1000, "pathlib.Path('large').write_bytes(bytes(50000))"),
    "threads": (
        resource.RLIMIT_AS,
        400 << 20,
        "[threading.Thread(target=time.sleep, args=(9,)).start() for _ in range(999)]",
    ),
    "address space": (resource.RLIMIT_AS, 400 << 20, "bytes(1 << 30)"),
    "open files": (resource.RLIMIT_NOFILE, 20, "[open('f', 'w') for _ in range(40)][0]"),
}


@pytest.mark.parametrize("limit", LIMITS)
def test_real_limits_are_told_in_one_line(limit, tmp_path):
    kind, size, code = LIMITS[limit]
    lines = [
        "import os, pathlib, resource, signal, sys, threading, time",
        "from segstudy.running.advice import machine_advice",
        "threading.stack_size(64 << 20)",
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)",
        f"resource.setrlimit({kind}, ({size}, {size}))",
        f"try:\n    kept = {code}",
        "except BaseException as error:\n    print(machine_advice(error, '.'), flush=True)",
        "os._exit(0)",
    ]
    done = subprocess.run([sys.executable, "-c", "\n".join(lines)], cwd=tmp_path, capture_output=True, text=True)
    words = {"file": "ulimit -f", "threads": "ulimit -u", "address space": "ulimit -v", "open files": "ulimit -n"}
    (line,) = done.stdout.splitlines()
    assert words[limit] in line, (line, done.stderr)
