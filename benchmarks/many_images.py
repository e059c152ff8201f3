"""What a study of many small 2D images spends its processor time on: `python benchmarks/many_images.py 60 600`.

Makes up images of 128 x 128 pixels, one to four bright ellipses in noise, each with its mask, and runs a whole study of
them as anybody would on one machine: two networks, three folds, three epochs. Prints the processor time of training, of
prediction, of all other jobs and of Snakemake itself, and which share is neither training nor prediction.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import cv2
import numpy as np
import pandas as pd
import yaml
from planning import ROOT, measured

from segstudy.report.benchmarks import read_benchmarks

SIZE = 128
LEARNING = ("train", "predict")


def make_images(folder: Path, count: int) -> None:
    """Write `count` images and their masks."""
    generator = np.random.default_rng(0)
    for part in ("images", "masks"):
        (folder / part).mkdir(parents=True)
    for number in range(1, count + 1):
        mask = np.zeros((SIZE, SIZE), np.uint8)
        for _ in range(generator.integers(1, 5)):
            center, axes = generator.integers(20, SIZE - 20, 2), generator.integers(6, 18, 2)
            cv2.ellipse(mask, center.tolist(), axes.tolist(), float(generator.uniform(0, 180)), 0, 360, 255, -1)
        gray = np.where(mask > 0, 150, 70) + generator.normal(0, 25, mask.shape)
        cv2.imwrite(str(folder / f"images/image_{number:04d}.png"), np.clip(gray, 0, 255).astype(np.uint8))
        cv2.imwrite(str(folder / f"masks/image_{number:04d}.png"), mask)


def study(root: Path, epochs: int) -> dict:
    """Two small networks, three folds."""
    images = {"picture": "images/{case}.png", "mask": "masks/{case}.png", "values": "binary"}
    training = {"epochs": epochs, "batch": 8, "loss": "dice_ce", "learning_rate": 4e-3, "initialization": "default"}
    return {
        "study": "images",
        "seed": 42,
        "data": {"layout": "images", "root": str(root), "organs": {"object": 1}, "images": images},
        "folds": {"count": 3, "validation": 0.2},
        "preparations": {"gray": {"normalize": "zscore", "size": [SIZE, SIZE]}},
        "training": training | {"threads": 1},
        "arms": [
            {"name": "enet", "model": {"enet": {"kernels": 8, "factor": 2}}, "preparation": "gray"},
            {"name": "unet", "model": {"customnet": {"filters": 8, "bottleneck": 64}}, "preparation": "gray"},
        ],
        "comparisons": {"baseline": "enet", "metrics": ["dice", "iou", "hd95_px", "assd_px"]},
    }


def spent(jobs: pd.DataFrame, snakemake: float) -> dict[str, float]:
    """Processor seconds by what they went to, and the share that is neither training nor prediction.

    Args:
        jobs: What each job used, of those that are forked beside Snakemake: all of this study.
        snakemake: Processor seconds of its own process.
    """
    by_rule = jobs.groupby("rule")["cpu_seconds"].sum().sort_values(ascending=False)
    total = snakemake + float(by_rule.sum())
    learning = {part: float(by_rule[by_rule.index.str.startswith(part)].sum()) for part in LEARNING}
    others = by_rule[~by_rule.index.str.startswith(LEARNING)]
    shares = {f"  {rule}": float(seconds) for rule, seconds in others.items() if seconds >= 0.01 * total}
    return {
        **learning,
        "other jobs": float(others.sum()),
        **shares,
        "Snakemake": snakemake,
        "all": total,
        "share outside, %": 100 * (1 - sum(learning.values()) / total),
    }


def main() -> None:
    """Measure every number of images."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("images", nargs="*", type=int, default=[60, 600])
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--cores", type=int, default=2)
    asked = parser.parse_args()
    for count in asked.images:
        with tempfile.TemporaryDirectory() as made:
            folder = Path(made)
            make_images(folder / "data", count)
            path = folder / "study.yaml"
            path.write_text(yaml.safe_dump(study(folder / "data", asked.epochs)), encoding="utf-8")
            profile = ["--profile", str(ROOT / "profiles/local"), "--cores", str(asked.cores)]
            command = [sys.executable, "-m", "snakemake", "--snakefile", str(ROOT / "Snakefile"), *profile]
            snakemake, _, _ = measured([*command, "--configfile", str(path)], folder)
            jobs = read_benchmarks(folder / "results/images")
            print(f"{count} images, {len(jobs)} jobs; processor seconds:", flush=True)
            for name, seconds in spent(jobs, snakemake).items():
                print(f"{seconds:9.1f}  {name}", flush=True)


if __name__ == "__main__":
    main()
