"""Files from the future, left by a clock that was wrong: Snakemake says so, but not what helps."""

import os
from pathlib import Path

SKEW = "has older modification time"


def clock_advice(log: str | os.PathLike[str]) -> str:
    """The message where jobs failed because their inputs are newer than now, from Snakemake's log file; else empty."""
    try:
        text = Path(log).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    if SKEW not in text:
        return ""
    return (
        "\nThis machine's clock was, or is, wrong: files of the study are newer than now. Set the clock right, then\n"
        "    find results -newermt now -exec touch {} +\n"
        "and the same for your scans, and run the same command again; unchanged files are not computed anew.\n"
    )
