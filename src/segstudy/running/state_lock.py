"""Never two processes on one training: a job that was believed dead may still write its state."""

from pathlib import Path
from typing import TextIO

from segstudy.running.locks import wait_for_lock


def own_state(folder: Path) -> TextIO:
    """Own the state in `folder` for as long as the returned file is open; waits for a twin to end, and says so.

    The lock file lies beside the folder, as `<folder>.lock`, so that emptying the folder cannot release it.
    """
    return wait_for_lock(folder.with_name(f"{folder.name}.lock"))
