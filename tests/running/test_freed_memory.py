import platform
import subprocess
import sys

import pytest

_FAULTS = """
import resource
import numpy as np
from segstudy.running.freed_memory import keep_freed_memory
if {kept}:
    keep_freed_memory()
for time in range(21):
    one, other = np.ones(2**23, np.uint8), np.ones(2**25, np.uint8)
    del one, other
    if time == 0:  # the pages have to come from somewhere once
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library")
def test_large_arrays_are_given_the_same_pages_again():
    faults = []
    for kept in (False, True):
        done = subprocess.run([sys.executable, "-c", _FAULTS.format(kept=kept)], capture_output=True, check=True)
        faults.append(int(done.stdout))
    assert faults[1] < faults[0] / 4
