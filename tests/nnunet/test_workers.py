import subprocess
import sys
import time

import psutil
import pytest

FORKS = """
import multiprocessing, time
from segstudy.nnunet.workers import end_workers_with_this_process
end_workers_with_this_process()
multiprocessing.get_context("fork").Process(target=time.sleep, args=(600,)).start()
print("forked", flush=True)
time.sleep(600)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of their parent's end")
def test_workers_of_a_killed_training_end_with_it():
    parent = subprocess.Popen([sys.executable, "-c", FORKS], stdout=subprocess.PIPE, text=True)
    assert parent.stdout.readline() == "forked\n"
    [worker] = psutil.Process(parent.pid).children()
    parent.kill()
    parent.wait()
    end = time.monotonic() + 10
    while worker.is_running() and worker.status() != psutil.STATUS_ZOMBIE:
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
