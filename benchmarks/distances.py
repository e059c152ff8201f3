"""HD95 and ASSD of four organs, 512 x 512 x 180, from label maps in memory: ours, and three other implementations.

    python benchmarks/distances.py [--shape 512 512 180]

The label map is a made-up chest's; the prediction is the same, moved by a few voxels and eaten into at random.
Beside them: all columns of `metrics.csv` for the case.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from ratios import print_table
from scipy.ndimage import gaussian_filter, shift
from sides import main

SPACING = (0.977, 0.977, 2.5)
ORGANS = {"esophagus": 1, "heart": 2, "trachea": 3, "aorta": 4}


def make(folder: Path, asked: Any) -> None:
    """Write both label maps."""
    from segstudy.config.sections.phantom import PhantomSettings
    from segstudy.phantom.cohort import make_case

    small = make_case(PhantomSettings(patients=2, shape=[128, 128, 45]), 42, "Patient_01").truth.array
    places = [np.arange(wanted) * have // wanted for wanted, have in zip(asked.shape, small.shape, strict=True)]
    reference = np.ascontiguousarray(small[np.ix_(*places)]).astype(np.uint8)
    prediction = shift(reference, (2, -3, 1), order=0)
    noise = gaussian_filter(np.random.default_rng(0).standard_normal(asked.shape).astype(np.float32), 4)
    prediction[noise > 0.03] = 0
    np.save(folder / "reference.npy", reference)
    np.save(folder / "prediction.npy", prediction)


def _maps(folder: Path) -> tuple[np.ndarray, np.ndarray]:
    return np.load(folder / "reference.npy"), np.load(folder / "prediction.npy")


def ours(folder: Path) -> Callable[[], list]:
    """The two distances, each organ in the box of both its masks, as metrics.csv's are made."""
    from segstudy.volumes.box import bounding_box
    from segstudy.volumes.surfaces.distances import surface_distances

    reference, prediction = _maps(folder)

    def work() -> list:
        found, body = [], bounding_box(reference, prediction)
        for label in ORGANS.values():
            masks = reference[body] == label, prediction[body] == label
            box = bounding_box(*masks)
            distances = surface_distances(masks[0][box], masks[1][box], SPACING)
            found.append([distances.hd95_mm, distances.assd_mm])
        return found

    return work


def all_columns(folder: Path) -> Callable[[], list]:
    """Every metric of the case."""
    from segstudy.evaluation.case import evaluate_case

    reference, prediction = _maps(folder)
    return lambda: [
        [row.values["hd95_mm"], row.values["assd_mm"]] for row in evaluate_case(reference, prediction, SPACING, ORGANS)
    ]


def monais(folder: Path) -> Callable[[], list]:
    """MONAI's metrics of one-hot label maps."""
    import torch
    from monai.metrics import compute_average_surface_distance, compute_hausdorff_distance

    reference, prediction = _maps(folder)

    def one_hot(labels: np.ndarray) -> torch.Tensor:
        return torch.from_numpy(np.stack([labels == label for label in ORGANS.values()])[None])

    def work() -> list:
        truth, said = one_hot(reference), one_hot(prediction)
        told = {"include_background": True, "spacing": SPACING}
        hd95 = compute_hausdorff_distance(said, truth, percentile=95, **told)
        assd = compute_average_surface_distance(said, truth, symmetric=True, **told)
        return np.stack([hd95[0], assd[0]], axis=1).tolist()

    return work


def surface_distance(folder: Path) -> Callable[[], list]:
    """The package surface-distance; its surfaces weigh by area, so that its values differ a little."""
    from surface_distance import metrics

    reference, prediction = _maps(folder)

    def work() -> list:
        found = []
        for label in ORGANS.values():
            distances = metrics.compute_surface_distances(reference == label, prediction == label, SPACING)
            there, back = metrics.compute_average_surface_distance(distances)
            found.append([metrics.compute_robust_hausdorff(distances, 95), (there + back) / 2])
        return found

    return work


def medpys(folder: Path) -> Callable[[], list]:
    """The package medpy."""
    from medpy.metric import binary

    reference, prediction = _maps(folder)

    def work() -> list:
        masks = [(prediction == label, reference == label) for label in ORGANS.values()]
        return [[float(binary.hd95(*both, SPACING)), float(binary.assd(*both, SPACING))] for both in masks]

    return work


SIDES = {
    "segstudy": ours,
    "segstudy, all columns": all_columns,
    "MONAI": monais,
    "surface-distance": surface_distance,
    "medpy": medpys,
}


def check(answers: dict[str, Any]) -> str:
    """Ours equals MONAI's; the others count surfaces in ways of their own and come close."""
    if "segstudy" not in answers:
        return "nothing to compare with"
    worst = {side: float(np.abs(np.subtract(found, answers["segstudy"])).max()) for side, found in answers.items()}
    assert worst.get("MONAI", 0) < 1e-4, worst
    assert worst.get("segstudy, all columns", 0) < 1e-9, worst
    return "largest difference, mm: " + ", ".join(f"{side} {value:.2g}" for side, value in worst.items())


if __name__ == "__main__":
    shape = {"type": int, "nargs": 3, "default": (512, 512, 180)}
    wanted = {"MONAI": 15, "surface-distance": 2, "medpy": 250}
    main(
        __doc__,
        __file__,
        make,
        SIDES,
        check,
        lambda measured: print_table(measured, "segstudy", wanted),
        {"--shape": shape},
    )
