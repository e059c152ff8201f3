"""Memory that is asked for and freed at every step, kept by the process."""

import ctypes

# of mallopt(3)
_M_TRIM_THRESHOLD, _M_TOP_PAD, _M_MMAP_THRESHOLD = -1, -2, -3


def keep_freed_memory() -> None:
    """Let the C library give no freed memory back to the system, where it is glibc; else nothing.

    By default it gives back every large array, and the system clears its pages again at the next: a twentieth of a
    training on a processor, a fifth of preparing a scan.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt:
        mallopt(_M_MMAP_THRESHOLD, 2**30)
        mallopt(_M_TRIM_THRESHOLD, 2**31 - 1)
        mallopt(_M_TOP_PAD, 2**26)
