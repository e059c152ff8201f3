"""What is done when jobs of a study have failed: advice, and a report on what there is."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from segstudy.running.clock import clock_advice
from segstudy.running.killed import killed_advice


def after_failure(
    log: str, results: str, spec: Callable[[], dict[str, Any]], standing: Callable[[], list[str]]
) -> None:
    """Say what a person can do about it, and report what there is of the study.

    The report is made by a process of its own: Snakemake's imports none of what draws.

    Args:
        log: Snakemake's log of the run.
        results: The study's folder.
        spec: Gives what the report is handed (see segstudy.plan.specs.report.unfinished_spec).
        standing: Gives what of the study's files is right (see segstudy.running.rerun.standing_files).
    """
    sys.stderr.write(f"{killed_advice(log)} {clock_advice(log)}\n")
    text = Path(log).read_text(encoding="utf-8", errors="replace")
    if "on user request" in text or not Path(results, "evaluated").is_dir():
        return
    command = [sys.executable, "-m", "segstudy.report.unfinished"]
    subprocess.run(command, input=json.dumps({**spec(), "standing": standing()}), text=True, check=False)
