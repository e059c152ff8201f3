"""Results kept beside what a search declares: a trial that is asked for again, for another budget, is not repeated."""

import json
import logging
import os
from dataclasses import asdict
from pathlib import Path

from segstudy.running.files import write_text
from segstudy.tuning.result import TrialResult

log = logging.getLogger(__name__)


def keep(path: str | os.PathLike[str], stamp: str, result: TrialResult) -> None:
    """Keep `result` in a file of its own.

    Args:
        path: The file.
        stamp: A hash of all that decides the result.
        result: What is kept.
    """
    write_text(path, json.dumps({"stamp": stamp, "result": asdict(result)}) + "\n")


def read_kept(path: str | os.PathLike[str], stamp: str) -> TrialResult | None:
    """The result that was kept with the same stamp; None where there is none."""
    try:
        stored = json.loads(Path(path).read_text(encoding="utf-8"))
        if stored["stamp"] != stamp:
            return None
        result = TrialResult(**stored["result"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    log.info("done already, with these very parameters, data and code: taken from %s", path)
    return result
