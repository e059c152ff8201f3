"""Augmenting processes that end with the training they work for."""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # <linux/prctl.h>


def end_workers_with_this_process() -> None:
    """Have every process that this one forks from now on killed when this one ends, however it ends.

    nnU-Net's augmenting processes wait for somebody to take their batches; those of a training that was killed
    would wait for ever, with their memory. Linux only; elsewhere this does nothing.
    """
    if sys.platform != "linux":
        return
    parent, control = os.getpid(), ctypes.CDLL(None).prctl

    def in_child() -> None:
        if os.getppid() == parent:
            control(PR_SET_PDEATHSIG, signal.SIGKILL)

    os.register_at_fork(after_in_child=in_child)
