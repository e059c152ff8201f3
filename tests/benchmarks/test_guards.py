"""Small versions of the comparisons: what is many times as fast as others must not become as slow as they are.

The margins are wide, because small inputs show little of it and a test's machine is seldom quiet; the figures
themselves come from `make bench`.
"""

import csv
import statistics
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def medians(name: str, tmp_path: Path, *arguments: str) -> dict[str, float]:
    """Seconds of each side, the median of its turns."""
    table = tmp_path / "table.csv"
    command = [sys.executable, str(ROOT / "benchmarks" / f"{name}.py"), *arguments, "--table", str(table)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    found = defaultdict(list)
    for row in csv.DictReader(table.open(encoding="utf-8")):
        found[row["side"]].append(float(row["seconds"]))
    return {side: statistics.median(seconds) for side, seconds in found.items()}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "size", "side", "other", "at_least"),
    [
        ("distances", ["--shape", "160", "160", "60"], "segstudy", "MONAI", 4),
        ("preparation", ["--shape", "192", "192", "60"], "segstudy", "MONAI", 1),
        ("reading", ["--shape", "24", "256", "256"], "segstudy", "PNG", 2),
        ("reading", ["--shape", "72", "192", "192"], "segstudy, patches", "nnU-Net, patches", 0.4),
        ("augmentation", ["--slices", "100"], "segstudy, copies", "MONAI, copies", 1),
    ],
)
def test_the_ratio_is_not_lost(name, size, side, other, at_least, tmp_path):
    found = medians(name, tmp_path, *size, "--turns", "1", "--only", side, other)
    assert found[other] / found[side] >= at_least, found
