"""What a prediction cost, beside it."""

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from segstudy.running.files import write_text


@contextmanager
def timed(path: str | os.PathLike[str], device: str) -> Iterator[None]:
    """Write how long the block took, in seconds, and on what kind of device, once it has succeeded."""
    started = time.monotonic()
    yield
    cost = {"seconds": round(time.monotonic() - started, 3), "device": device}
    write_text(path, json.dumps(cost) + "\n")
