"""Sliding-window prediction of one volume, from the cached scan to the class of every voxel: ours, and MONAI's inferer.

    python benchmarks/sliding_window.py [--shape 120 256 256]

The same UNet for volumes with five classes, the same windows (64³, half overlap, Gaussian weights), on the processor.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from ratios import print_peaks, print_table
from sides import Measured, main

CLASSES, WINDOW = 5, (64, 64, 64)


def make(folder: Path, asked: Any) -> None:
    """Write a cached scan."""
    from segstudy.volumes.cache import write_image_cache

    image = np.random.default_rng(0).normal(0, 100, asked.shape).astype(np.int16)
    write_image_cache(folder / "scan.image.b2nd", image, 0.01, 0.0)


def _network(window: tuple[int, ...]) -> Any:
    import torch

    from segstudy.models.build import build_model
    from segstudy.models.registry import builder_of

    torch.manual_seed(0)
    network = build_model(builder_of("unet3d"), 1, CLASSES, patch=window).eval()
    with torch.inference_mode():
        network(torch.zeros(1, 1, *window))
    return network


def ours(folder: Path) -> Callable[[], list[int]]:
    """This project's windows, whose slices are done one window's depth at a time."""
    import torch

    from segstudy.prediction.predict import predict_labels
    from segstudy.volumes.cache import CachedSlices
    from segstudy.volumes.grids.network_grid import NetworkGrid
    from segstudy.volumes.windows.window import Window

    network, slices = _network(WINDOW), CachedSlices(str(folder / "scan"))
    shape = list(slices.shape)
    grid = NetworkGrid([[0, 1], [1, 1], [2, 1]], shape[::-1], shape, [1.0] * 3, [0.0] * 3, [1.0] * 3)
    labels, device = list(range(1, CLASSES)), torch.device("cpu")
    return lambda: _told(predict_labels([network], slices, grid, labels, 1, device, window=Window(WINDOW)).T)


def monais(folder: Path) -> Callable[[], list[int]]:
    """MONAI's inferer."""
    import torch
    from monai.inferers import SlidingWindowInferer

    from segstudy.volumes.cache import CachedSlices

    network, slices = _network(WINDOW), CachedSlices(str(folder / "scan"))
    inferer = SlidingWindowInferer(WINDOW, 1, 0.5, mode="gaussian")

    def work() -> list[int]:
        volume = torch.from_numpy(slices.image_box((slice(None),) * 3))[None, None]
        with torch.inference_mode():
            found = inferer(volume, lambda images: network(images).softmax(dim=1))
            return _told(found[0].argmax(dim=0).to(torch.uint8).numpy())

    return work


def _told(classes: np.ndarray) -> list[int]:
    """Voxels of each class, and some classes."""
    return [*np.bincount(classes.ravel(), minlength=CLASSES).tolist(), *classes[::7, ::11, ::13].ravel().tolist()]


SIDES = {"segstudy": ours, "MONAI": monais}


def check(answers: dict[str, Any]) -> str:
    """Both give the same class to nearly every voxel: sums of windows in another order decide the ties."""
    if len(answers) < 2:
        return "nothing to compare with"
    mine, theirs = (np.array(found[CLASSES:]) for found in answers.values())
    assert (mine == theirs).mean() > 0.9999, (mine != theirs).mean()
    return f"voxels with another class: {(mine != theirs).mean():.1e}"


def report(measured: list[Measured]) -> None:
    """Times beside each other, and the peaks."""
    print_table(measured, "segstudy", {"MONAI": 1})
    print_peaks(measured, "segstudy", "MONAI", 0.7)


if __name__ == "__main__":
    shape = {"type": int, "nargs": 3, "default": (120, 256, 256)}
    main(__doc__, __file__, make, SIDES, check, report, {"--shape": shape})
