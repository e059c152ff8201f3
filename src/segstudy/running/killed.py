"""Jobs that the system killed: Snakemake tells the signal, not the likely cause."""

import os
import re
from pathlib import Path

DIED = re.compile(r"died with <Signals\.SIGKILL: 9>.*?\nError in rule (\w+):", re.DOTALL)


def killed_advice(log: str | os.PathLike[str]) -> str:
    """The message on jobs that ended by SIGKILL, from Snakemake's log file; empty where none did."""
    try:
        text = Path(log).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    rules = list(dict.fromkeys(DIED.findall(text)))
    if not rules:
        return ""
    batch = ", or set a smaller `batch` under `training`" if "train" in rules or "run_trial" in rules else ""
    return (
        f"\nKilled by the system: {', '.join(rules)}. The likely cause is that memory ran out.\n"
        "Let fewer jobs run at once (`--cores 1`, or `--resources mem_mb=<what this machine has>`), give the job more "
        f"(`--set-resources {rules[0]}:mem_mb=<megabytes>`){batch}.\n"
        "Then run the same command again: what is finished stays.\n"
    )
