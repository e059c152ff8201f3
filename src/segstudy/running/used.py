"""What a job used: by its own account, kept with the seal of what it made.

Snakemake measures a job from outside (`benchmark:`), the last time up to half a minute before its end, and into a file
of the job's own, of which a study would have twelve for each case.
"""

import resource
import sys
import time
from os import sysconf
from pathlib import Path
from typing import NamedTuple

STATUS, STAT = Path("/proc/self/status"), Path("/proc/self/stat")
_MIB = 1024**2


class Used(NamedTuple):
    """What one job used.

    Attributes:
        job: Its rule and what it was for, as its log is called below `logs/`.
        seconds: Since its process was started.
        memory_mb: The most that its process had in memory (resident set), in MiB.
        cpu_seconds: Of processors, by its process and those that it waited for.
    """

    job: str
    seconds: float
    memory_mb: float
    cpu_seconds: float


def used_by(job: str) -> Used:
    """What this process, which carries out `job`, has used by now."""
    return Used(job, round(_seconds(), 2), round(_peak() / _MIB, 2), round(_processor_seconds(), 3))


def _processor_seconds() -> float:
    """Finer than `os.times`, of which a job of hundredths may lose half."""
    used = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def _seconds() -> float:
    """Since this process was started. By the kernel's count where it tells it: the clock of the day may be set."""
    try:
        words = STAT.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        import psutil  # Snakemake brings it wherever it starts a job

        return time.time() - psutil.Process().create_time()
    # the 22nd value of proc(5), of which two stand before the bracket: clock ticks since the machine was started
    return time.clock_gettime(time.CLOCK_BOOTTIME) - int(words[19]) / sysconf("SC_CLK_TCK")


def _peak() -> int:
    """Bytes. Where the kernel tells it of this program alone: other counts begin with the process that started it."""
    try:
        lines = STATUS.read_text(encoding="ascii").splitlines()
    except OSError:
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else most * 1024
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))
