"""Limits that no bad input may exceed, and a user who may not read everything."""

import os
import resource
import signal
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

SECONDS = 10
MEMORY = 256 << 20  # more than the process holds already


@contextmanager
def bounded():
    """Fail the block where it takes more than SECONDS or MEMORY."""
    before = resource.getrlimit(resource.RLIMIT_AS)
    if sys.platform == "linux":
        held = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (held + MEMORY, before[1]))

    def stop(*_):
        raise TimeoutError(f"took more than {SECONDS} s")

    handler = signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, handler)
        resource.setrlimit(resource.RLIMIT_AS, before)


@contextmanager
def as_ordinary_user():
    """Run the block as a user who may not read what is protected; root may."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)


@pytest.fixture
def public_folder():
    """A folder that every user may read; pytest's own is its user's alone."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture
def limits():
    return bounded


@pytest.fixture
def ordinary_user():
    return as_ordinary_user
