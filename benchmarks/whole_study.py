"""The thirteen rows of a small study as one study, and row by row; and a second run with nothing to do.

    python benchmarks/whole_study.py [--turns 3]

Runs studies/ablation.yaml to its end, and again and again after that. Then, from its prepared scans and finished
searches, its trainings as the study does them, each once for all rows that share it, and as somebody does who runs
each row for itself. Both start as Snakemake does, every row of the second anew.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import yaml
from ratios import print_table
from sides import Measured, write_rows

from segstudy.config.checks.study import read_study

ROOT = Path(__file__).resolve().parents[1]
NAME = Path(__file__).stem
MOST_SECONDS = 6


def run(folder: Path, study: dict, *targets: str) -> float:
    """Seconds that Snakemake takes for a study in `folder`. Raises RuntimeError where it fails."""
    (folder / "study.yaml").write_text(yaml.safe_dump(study), encoding="utf-8")
    common = ["--snakefile", str(ROOT / "Snakefile"), "--profile", str(ROOT / "profiles/local")]
    command = [sys.executable, "-m", "snakemake", *targets, *common, "--configfile", str(folder / "study.yaml")]
    path = {**os.environ, "SLURM_CONF": "/dev/null", "PYTHONPATH": str(ROOT / "src")}
    started = time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    seconds = time.perf_counter() - started
    if done.returncode:
        raise RuntimeError(done.stdout[-3000:])
    return seconds


def trainings(finished: Path, folder: Path, studies: list[dict]) -> tuple[float, int]:
    """Seconds and number of the trainings of several studies, each with the finished one's files before training."""
    seconds, count = 0.0, 0
    for place, study in enumerate(studies):
        copy = folder / str(place)
        shutil.copytree(finished, copy)
        results = copy / "results" / study["study"]
        for made in ("trained", "state", "stages"):
            shutil.rmtree(results / made)
        seconds += run(copy, study, str((results / "stages/training").relative_to(copy)))
        count += len(list(results.glob("trained/*/*/weights.safetensors")))
        shutil.rmtree(copy)
    return seconds, count


def main() -> None:
    """Measure, compare, report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--table", type=Path, help="a CSV table to add every turn to")
    asked = parser.parse_args()
    study = yaml.safe_load((ROOT / "studies/ablation.yaml").read_text(encoding="utf-8"))
    rows = [arm.model_dump(mode="json", exclude_defaults=True) for arm in read_study(study).arms]
    # a row for itself is compared with nothing
    alone = [{**study, "arms": [row], "comparisons": {**study["comparisons"], "baseline": row["name"]}} for row in rows]
    measured = []
    with tempfile.TemporaryDirectory() as made:
        finished = Path(made) / "finished"
        finished.mkdir()
        measured.append(Measured(NAME, "whole study", 0, run(finished, study), 0.0, None))
        for turn in range(asked.turns):
            measured.append(Measured(NAME, "nothing to do", turn, run(finished, study), 0.0, None))
        counts = {}
        for turn in range(asked.turns):
            for side, studies in (("one study", [study]), ("row by row", alone)):
                seconds, counts[side] = trainings(finished, Path(made) / "copies", studies)
                measured.append(Measured(NAME, side, turn, seconds, 0.0, None))
    assert counts["one study"] * 13 == counts["row by row"] * 7, counts
    print(f"Trainings: {counts['one study']} in one study, {counts['row by row']} row by row")
    print_table([row for row in measured if row.side in counts], "one study", {"row by row": 13 / 7})
    print(f"\nThe whole study: {measured[0].seconds:.0f} s")
    idle = [row.seconds for row in measured if row.side == "nothing to do"]
    print(
        f"\nA second run with nothing to do: {median(idle):.1f} s ({min(idle):.1f} to {max(idle):.1f}); "
        f"at most {MOST_SECONDS} s"
    )
    if asked.table:
        write_rows(measured, asked.table)


if __name__ == "__main__":
    main()
