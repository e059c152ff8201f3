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
    training, control = os.getpid(), ctypes.CDLL(None).prctl
    forking = training

    def in_parent() -> None:
        nonlocal forking
        forking = os.getpid()

    def in_child() -> None:
        if forking != training:
            return
        control(PR_SET_PDEATHSIG, signal.SIGKILL)
        # One that ended before it could be told of sends no signal any more.
        if os.getppid() != training:
            os._exit(1)

    os.register_at_fork(before=in_parent, after_in_child=in_child)
