"""Several ways to do the same, each in a process of its own, in turns: time, peak memory, and the same answer.

A benchmark is a file that calls `main` with its sides. What a side loads before it is timed (`setup`) is not
counted; its peak is what the work takes above what the process then holds.
"""

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

Setup = Callable[[Path], Callable[[], Any]]


@dataclass(frozen=True)
class Measured:
    """One turn of one side; `answer`: what it found, as plain values, to be compared."""

    benchmark: str
    side: str
    turn: int
    seconds: float
    peak_mib: float
    answer: Any


def _status(key: str) -> float:
    """A value of this process from Linux, in MiB."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{key}:")) / 1024


def _one(setup: Setup, folder: Path) -> None:
    work = setup(folder)
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # forget the peak so far
    before = _status("VmRSS")
    started = time.perf_counter()
    answer = work()
    seconds = time.perf_counter() - started
    print(json.dumps({"seconds": seconds, "peak_mib": _status("VmHWM") - before, "answer": answer}))


def in_turns(file: str, names: Sequence[str], folder: Path, turns: int) -> list[Measured]:
    """Run each side `turns` times, alternating. Raises RuntimeError with what a side said where it fails."""
    benchmark, measured = Path(file).stem, []
    for turn in range(turns):
        for name in names:
            command = [sys.executable, file, "--side", name, "--folder", str(folder)]
            done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PYTHONHASHSEED": "0"})
            if done.returncode:
                raise RuntimeError(f"{benchmark}, {name}:\n{done.stderr[-3000:]}")
            measured.append(Measured(benchmark, name, turn, **json.loads(done.stdout.splitlines()[-1])))
    return measured


def write_rows(measured: Sequence[Measured], path: Path) -> None:
    """Add what was measured to a CSV table, answers left out."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [{key: value for key, value in asdict(row).items() if key != "answer"} for row in measured]
    new = not path.exists()
    with path.open("a", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, rows[0])
        if new:
            writer.writeheader()
        writer.writerows(rows)


def main(
    description: str,
    file: str,
    make: Callable[[Path, argparse.Namespace], None],
    sides: Mapping[str, Setup],
    check: Callable[[dict[str, Any]], str],
    report: Callable[[Sequence[Measured]], None],
    arguments: Mapping[str, Mapping[str, Any]] | None = None,
) -> None:
    """Be one side, or make what all sides work on, let them take turns, check that they agree, and report.

    check: gets each side's answer, raises AssertionError where they differ, and says how closely they agree.
    """
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--table", type=Path, help="a CSV table to add every turn to")
    parser.add_argument("--only", nargs="*", choices=list(sides), default=list(sides))
    parser.add_argument("--side", choices=list(sides), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    for name, options in (arguments or {}).items():
        parser.add_argument(name, **options)
    asked = parser.parse_args()
    if asked.side:
        _one(sides[asked.side], asked.folder)
        return
    with tempfile.TemporaryDirectory() as made:
        make(Path(made), asked)
        measured = in_turns(file, asked.only, Path(made), asked.turns)
    print(check({row.side: row.answer for row in measured}))
    report(measured)
    if asked.table:
        write_rows(measured, asked.table)
