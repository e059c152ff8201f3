import subprocess
import sys
import time

import psutil
import pytest

FORKS = """
import multiprocessing, os, signal, time
from segstudy.nnunet.workers import end_workers_with_this_process
end_workers_with_this_process()
worker = multiprocessing.get_context("fork").Process(target=time.sleep, args=(600,))
worker.start()
print(worker.pid, flush=True)
time.sleep({seconds})
os.kill(os.getpid(), signal.SIGKILL)
"""


def runs(process: int) -> bool:
    try:
        return psutil.Process(process).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of their parent's end")
@pytest.mark.parametrize("seconds", [0, 1])
def test_workers_of_a_killed_training_end_with_it(seconds):
    training = subprocess.Popen(
        [sys.executable, "-c", FORKS.format(seconds=seconds)], stdout=subprocess.PIPE, text=True
    )
    worker = int(training.stdout.readline())
    training.wait()
    end = time.monotonic() + 10
    while runs(worker):
        assert time.monotonic() < end, "the worker outlived its training"
        time.sleep(0.02)


def test_a_worker_that_ends_first_harms_nobody():
    code = (
        "import os\nfrom segstudy.nnunet.workers import end_workers_with_this_process\n"
        "end_workers_with_this_process()\npid = os.fork()\nif not pid: os._exit(3)\n"
        "print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout == "3\n"
