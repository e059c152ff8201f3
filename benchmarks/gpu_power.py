"""What a GPU draws while something runs, by `nvidia-smi`."""

import shutil
import subprocess
import time
from collections.abc import Callable
from statistics import median
from typing import Any

QUERY = ["--query-gpu=power.draw", "--format=csv,noheader,nounits", "-lms", "100"]


def watts_of(work: Callable[[], Any], index: int = 0) -> tuple[Any, float | None]:
    """What the work gives, and the power in watts meanwhile; None where nothing says it.

    The median of the higher half of what is read: before it computes, the work prepares.
    """
    if shutil.which("nvidia-smi") is None:
        return work(), None
    with subprocess.Popen(
        ["nvidia-smi", f"--id={index}", *QUERY], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as meter:
        time.sleep(0.3)  # its own start
        try:
            found = work()
        finally:
            meter.terminate()
            said, _ = meter.communicate()
    watts = []
    for line in said.splitlines():
        try:
            watts.append(float(line))
        except ValueError:  # `[N/A]`, or the line it was ended in
            continue
    return found, median(sorted(watts)[len(watts) // 2 :]) if watts else None
