import logging
import subprocess
import sys
import threading

from segstudy.running.locks import holder, try_lock, wait_for_lock

HOLD = """
import sys, time
from pathlib import Path
from segstudy.running.locks import try_lock
lock = try_lock(Path(sys.argv[1]))
print(lock is not None, flush=True)
time.sleep(60)
"""


def held_by_another(path):
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline().strip() == "True"
    return process


def test_one_process_at_a_time_and_a_killed_one_lets_go(tmp_path):
    path = tmp_path / "state" / "fold-0.lock"
    other = held_by_another(path)
    assert try_lock(path) is None
    assert f"process {other.pid}" in holder(path)
    other.kill()
    other.wait()
    lock = try_lock(path)
    assert lock is not None
    assert try_lock(path) is None
    lock.close()
    assert try_lock(path) is not None


def test_waiting_says_for_whom_and_ends_with_the_holder(tmp_path, caplog):
    path = tmp_path / "fold-0.lock"
    other = held_by_another(path)
    ended = []
    threading.Timer(0.6, lambda: (ended.append(other.pid), other.kill())).start()
    with caplog.at_level(logging.INFO):
        lock = wait_for_lock(path, pause=0.05)
    other.wait()
    assert ended
    assert f"process {other.pid}" in caplog.text
    assert caplog.text.count("waiting for") == 1
    lock.close()
