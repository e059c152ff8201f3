"""What a job used, by its own account."""

import subprocess
import sys
import time
from pathlib import Path

from segstudy.running import used
from segstudy.running.used import Used, used_by

JOB = """
import subprocess, sys, time
import numpy as np
from segstudy.running.used import used_by
held = np.ones(200 * 2**20, dtype=np.uint8)
del held
end = time.process_time() + 0.3
while time.process_time() < end: pass
subprocess.run([sys.executable, "-c", "import time\\nwhile time.process_time() < 0.4: pass"])
print(*used_by("a/b"))
"""


def told(code):
    """What a process says, and how long it was there."""
    begun = time.monotonic()
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60).stdout
    job, *numbers = said.split()
    return Used(job, *map(float, numbers)), time.monotonic() - begun


def test_a_job_counts_its_time_from_its_start_its_most_memory_and_what_its_children_did():
    job, there = told(JOB)
    assert job.job == "a/b"
    assert 0.7 < job.cpu_seconds <= job.seconds + 0.1 <= there + 0.2
    assert 200 < job.memory_mb < 400


def test_the_memory_of_the_process_that_started_it_is_not_its_own():
    held = bytearray(400 * 2**20)
    job, _ = told("from segstudy.running.used import used_by; print(*used_by('a'))")
    assert len(held) / 2**20 > 5 * job.memory_mb > 0


def test_where_the_kernel_has_no_such_file_another_count_serves(monkeypatch):
    known = used_by("a")
    monkeypatch.setattr(used, "STATUS", Path("/nowhere"))
    monkeypatch.setattr(used, "STAT", Path("/nowhere"))
    assert abs(used_by("a").memory_mb - known.memory_mb) < 0.5 * known.memory_mb
    assert abs(used_by("a").seconds - known.seconds) < 5


def test_a_clock_that_is_set_while_a_job_runs_changes_no_time(monkeypatch):
    known = used_by("a")
    monkeypatch.setattr(used.time, "time", lambda: 0.0)
    assert 0 <= used_by("a").seconds - known.seconds < 5


FORKED = """
import os, time
from segstudy.running.used import used_by
if os.fork():
    os.wait()
else:
    end = time.process_time() + 0.004
    while time.process_time() < end: pass
    print(*used_by("a"), flush=True)
    os._exit(0)
"""


def test_a_fork_of_milliseconds_has_used_some():
    job, _ = told(FORKED)
    assert 0.004 <= job.cpu_seconds < 0.2
