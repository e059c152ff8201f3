"""Ten passes with dropout left on, their mean and variance: accumulated, against ten passes stacked.

    python benchmarks/mc_dropout.py [--shape 120 256 256]

The same small network, windows and random numbers. Beside them: two passes stacked, whose memory ten accumulated
passes are to stay within.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from ratios import print_peaks, print_table
from sides import Measured, main

CLASSES, WINDOW, PASSES = 5, (64, 64, 64), 10


def make(folder: Path, asked: Any) -> None:
    """Write a cached scan."""
    from segstudy.volumes.cache import write_image_cache

    image = np.random.default_rng(0).normal(0, 100, asked.shape).astype(np.int16)
    write_image_cache(folder / "scan.image.b2nd", image, 0.01, 0.0)


def _network() -> Any:
    import torch
    from torch import nn

    torch.set_num_threads(1)
    torch.manual_seed(0)
    return nn.Sequential(nn.Conv3d(1, 4, 1), nn.ReLU(), nn.Dropout3d(0.3), nn.Conv3d(4, CLASSES, 1)).eval()


def _some(mean: np.ndarray, variance: np.ndarray) -> list[float]:
    return [*mean[:, ::40, ::50, ::50].ravel().tolist(), *variance[::40, ::50, ::50].ravel().tolist()]


def accumulated(folder: Path) -> Callable[[], list[float]]:
    """This project's running moments."""
    import torch

    from segstudy.uncertainty.passes import predict_moments
    from segstudy.volumes.cache import CachedSlices
    from segstudy.volumes.windows.window import Window

    network, slices = _network(), CachedSlices(str(folder / "scan"))

    def work() -> list[float]:
        found = predict_moments([network], slices, 1, torch.device("cpu"), Window(WINDOW), PASSES, seed=1)
        return _some(found.mean, found.variance)

    return work


def stacked(folder: Path, passes: int = PASSES) -> Callable[[], list[float]]:
    """All passes kept, then their mean and variance."""
    import torch

    from segstudy.uncertainty.dropout import dropout_on
    from segstudy.volumes.cache import CachedSlices
    from segstudy.volumes.windows.slabs import probability_slabs
    from segstudy.volumes.windows.window import Window

    network, slices = _network(), CachedSlices(str(folder / "scan"))

    def work() -> list[float]:
        torch.manual_seed(1)
        kept = np.empty((passes, CLASSES, *slices.shape), np.float32)
        with dropout_on(network):
            for one in kept:
                for which, slab in probability_slabs([network], slices, 1, torch.device("cpu"), Window(WINDOW)):
                    one[:, which] = slab.numpy()
        return _some(kept.mean(axis=0), kept.var(axis=0).sum(axis=0) / 2)

    return work


def two_stacked(folder: Path) -> Callable[[], list[float]]:
    """Two passes kept."""
    return stacked(folder, passes=2)


SIDES = {"segstudy": accumulated, "ten stacked": stacked, "two stacked": two_stacked}


def check(answers: dict[str, Any]) -> str:
    """Accumulated and stacked are the same numbers."""
    if not {"segstudy", "ten stacked"} <= answers.keys():
        return "nothing to compare with"
    difference = float(np.abs(np.subtract(answers["segstudy"], answers["ten stacked"])).max())
    assert difference < 1e-5, difference
    return f"largest difference of means and variances: {difference:.1e}"


def report(measured: list[Measured]) -> None:
    """Times beside each other, and memory over that of two passes."""
    print_table([row for row in measured if row.side != "two stacked"], "segstudy", {"ten stacked": 1})
    print_peaks(measured, "segstudy", "two stacked", 1)


if __name__ == "__main__":
    shape = {"type": int, "nargs": 3, "default": (120, 256, 256)}
    main(__doc__, __file__, make, SIDES, check, report, {"--shape": shape})
