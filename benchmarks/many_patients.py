"""How long arms of very many patients take to compare.

    python benchmarks/many_patients.py 1000 10000

Makes up metrics.csv (13 arms, 4 organs, as many patients as asked for), reads it and makes statistics.csv of it as the
study does, each size in a process of its own. Writes a table to the terminal.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from planning import measured

from segstudy.comparison.compare import compare
from segstudy.comparison.spec import ComparisonSpec
from segstudy.config.sections.comparisons import ComparisonSettings
from segstudy.tables.frames import write_frame
from segstudy.tables.measurements import metrics_table
from segstudy.tables.metrics import metric_columns as columns
from segstudy.tables.metrics_frame import read_metrics_frame
from segstudy.tables.statistics import STATISTICS

ARMS = tuple(f"arm_{number:02d}" for number in range(13))
ORGANS = ("aorta", "esophagus", "heart", "trachea")
NEEDED = {"dice": (0.05, 0.99), "hd95_mm": (1.0, 60.0), "assd_mm": (0.2, 9.0)}


def make(path: Path, patients: int, arms: Sequence[str] = ARMS, organs: Sequence[str] = ORGANS) -> None:
    """Write the metrics of all arms: those tested by chance, each arm a little better, the rest empty."""
    generator = np.random.default_rng(0)
    cases = np.array([f"Patient_{number:05d}" for number in range(1, patients + 1)])
    size = patients * len(organs)
    whose = generator.normal(size=size)
    parts = []
    for rank, arm in enumerate(arms):
        rows = pd.DataFrame({"arm": arm, "fold": 0, "seed": 42, "case": np.repeat(cases, len(organs))})
        rows["organ"] = np.tile(organs, patients)
        for place, column in enumerate(columns()):
            low, high = NEEDED.get(column, (0.1, 0.9))
            share = 1 / (1 + np.exp(-(whose + 0.3 * generator.normal(size=size) + 0.01 * rank)))
            rows[column] = np.round(low + (high - low) * (1 - share if place and column in NEEDED else share), 6)
        voxels = (20_000 * np.exp(0.3 * whose)).astype(int)
        predicted = (voxels * np.exp(generator.normal(0, 0.1, size))).astype(int)
        parts.append(rows.assign(reference_voxels=voxels, predicted_voxels=predicted, outcome="ok"))
    write_frame(path, metrics_table(), pd.concat(parts, ignore_index=True))


def work(path: Path, patients: int) -> None:
    """What the job of the study computes."""
    names = {f"Patient_{number:05d}": f"Patient_{number:05d}" for number in range(1, patients + 1)}
    spec = ComparisonSpec(ComparisonSettings(), ARMS, ORGANS, names, 42)
    write_frame(path.with_name("statistics.csv"), STATISTICS, compare(read_metrics_frame(path), spec))


def main() -> None:
    """Measure every number of patients."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("patients", nargs="*", type=int, default=[100, 1000, 10000])
    parser.add_argument("--work", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.work:
        work(asked.work, *asked.patients)
        return
    print("patients     rows  seconds      MiB", flush=True)
    for patients in asked.patients:
        with tempfile.TemporaryDirectory() as made:
            table = Path(made) / "metrics.csv"
            make(table, patients)
            command = [sys.executable, __file__, str(patients), "--work", str(table)]
            seconds, memory, _ = measured(command, Path(made))
        print(f"{patients:8d} {patients * len(ARMS) * len(ORGANS):8d} {seconds:8.1f} {memory:8.0f}", flush=True)


if __name__ == "__main__":
    main()
