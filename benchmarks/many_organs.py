"""All metrics of 117 organs in one case: ours at 512 x 512 x 800 and at the size that MONAI's are measured at.

    python benchmarks/many_organs.py [--shape 512 512 800] [--small 128 128 200]

Organs are made-up ellipsoids of 8 to 45 voxels' radius at full size, the prediction is the same moved by a voxel or
two. MONAI takes a mask a class, which does not fit memory at full size, and panoptica takes each label for an instance
that is matched: both for Dice, HD95 and ASSD only, at the smaller. Ours are all columns of `metrics.csv`.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from ratios import print_table
from sides import main

SPACING = (0.8, 0.8, 1.0)
ORGANS = {f"organ_{number}": number for number in range(1, 118)}


def label_map(shape: tuple[int, ...], organs: int = len(ORGANS)) -> np.ndarray:
    """A volume with so many organs, uint8."""
    rng, labels = np.random.default_rng(0), np.zeros(shape, np.uint8)
    smaller = min(np.array(shape) / (512, 512, 800))
    for label in range(1, organs + 1):
        center, radii = rng.uniform(0.15, 0.85, 3) * shape, np.maximum(rng.uniform(8, 45, 3) * smaller, 2)
        low = np.maximum((center - radii).astype(int), 0)
        high = np.minimum((center + radii).astype(int) + 2, shape)
        box = tuple(slice(*ends) for ends in zip(low, high, strict=True))
        places = np.ogrid[box]
        far = sum(((place - c) / r) ** 2 for place, c, r in zip(places, center, radii, strict=True))
        labels[box][far < 1] = label
    return labels


def make(folder: Path, asked: Any) -> None:
    """Write both label maps at both sizes."""
    for name, shape in (("full", asked.shape), ("small", asked.small)):
        reference = label_map(tuple(shape))
        np.save(folder / f"{name}_reference.npy", reference)
        np.save(folder / f"{name}_prediction.npy", np.roll(reference, (2, -1, 1), (0, 1, 2)))


def _maps(folder: Path, name: str) -> tuple[np.ndarray, np.ndarray]:
    return np.load(folder / f"{name}_reference.npy"), np.load(folder / f"{name}_prediction.npy")


def ours(name: str) -> Callable[[Path], Callable[[], list]]:
    """Every metric of every organ."""

    def setup(folder: Path) -> Callable[[], list]:
        from segstudy.evaluation.case import evaluate_case

        maps = _maps(folder, name)
        return lambda: [
            [row.values[metric] for metric in ("dice", "hd95_mm", "assd_mm")]
            for row in evaluate_case(*maps, SPACING, ORGANS)
        ]

    return setup


def monais(folder: Path) -> Callable[[], list]:
    """MONAI's three."""
    import torch
    from monai.metrics import compute_average_surface_distance, compute_dice, compute_hausdorff_distance

    maps = _maps(folder, "small")

    def work() -> list:
        truth, said = (
            torch.from_numpy(np.stack([labels == label for label in ORGANS.values()])[None]) for labels in maps
        )
        options = {"include_background": True, "spacing": SPACING}
        dice = compute_dice(said, truth)
        hd95 = compute_hausdorff_distance(said, truth, percentile=95, **options)
        assd = compute_average_surface_distance(said, truth, symmetric=True, **options)
        return np.stack([dice[0], hd95[0], assd[0]], axis=1).tolist()

    return work


def panopticas(folder: Path) -> Callable[[], list]:
    """The three of panoptica."""
    from panoptica import InputType, Metric, Panoptica_Evaluator
    from panoptica.metrics import MetricMode

    reference, prediction = _maps(folder, "small")
    wanted = [Metric.DSC, Metric.HD95, Metric.ASSD]
    evaluator = Panoptica_Evaluator(InputType.MATCHED_INSTANCE, instance_metrics=wanted)

    def work() -> list:
        result = evaluator.evaluate(prediction, reference, voxelspacing=SPACING)["ungrouped"]
        return [result.get_list_metric(metric, MetricMode.ALL) for metric in wanted]

    return work


SIDES = {"segstudy": ours("small"), "MONAI": monais, "panoptica": panopticas, "segstudy, full size": ours("full")}


def check(answers: dict[str, Any]) -> str:
    """Ours equals MONAI's, organ by organ, where both masks have voxels; Dice and ASSD also panoptica's, sorted.

    The HD95 of panoptica is another: of the distances of both surfaces together.
    """
    if not {"segstudy", "MONAI", "panoptica"} <= answers.keys():
        return ""
    own, monai = np.array(answers["segstudy"]), np.array(answers["MONAI"])
    both = np.isfinite(monai).all(axis=1) & (own[:, 0] > 0)
    worst = np.abs(own - monai)[both].max()
    assert both.sum() > 100 and worst < 1e-4, (both.sum(), worst)
    matched = np.sort(np.array(answers["panoptica"])[[0, 2]])
    apart = np.abs(matched - np.sort(own[:, [0, 2]].T)).max()
    assert apart < 1e-4, apart
    differ = f"largest difference of {both.sum()} organs from MONAI {worst:.2g}, from panoptica {apart:.2g}"
    return f"{differ}; they measure Dice, HD95 and ASSD, segstudy all columns of metrics.csv"


if __name__ == "__main__":
    sizes = {"--shape": (512, 512, 800), "--small": (128, 128, 200)}
    main(
        __doc__,
        __file__,
        make,
        SIDES,
        check,
        lambda measured: print_table(measured, "segstudy", {}),
        {name: {"type": int, "nargs": 3, "default": shape} for name, shape in sizes.items()},
    )
