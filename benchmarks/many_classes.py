"""Probabilities of 118 classes to a label map: slab by slab, all at once, and as nnU-Net exports them.

    python benchmarks/many_classes.py [--shape 512 512 800] [--small 160 160 200]

Organs are made-up ellipsoids on a grid of 1.5 mm, restored to scans of 0.8 x 0.8 x 1 mm; the probabilities are those
of a network that is .9 sure. Every class of the whole volume does not fit memory at full size, and is measured at the
smaller. Making the probabilities takes part of the time of each side.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from many_organs import ORGANS, label_map
from ratios import print_table
from sides import main

SPACING, NETWORK_MM, SURE, DEPTH = (0.8, 0.8, 1.0), 1.5, 0.9, 16
CLASSES = len(ORGANS) + 1


def make(folder: Path, asked: Any) -> None:
    """Write what the network sees as its classes, at both sizes, and how large the scans are."""
    for name, shape in (("full", asked.shape), ("small", asked.small)):
        network = [round(size * mm / NETWORK_MM) for size, mm in zip(shape, SPACING, strict=True)]
        np.save(folder / f"{name}.npy", label_map(tuple(network[::-1])))
        np.save(folder / f"{name}_native.npy", np.array(shape))


def _grid(folder: Path, name: str) -> tuple[Any, np.ndarray]:
    from segstudy.volumes.grids.network_grid import NetworkGrid

    classes, native = np.load(folder / f"{name}.npy"), np.load(folder / f"{name}_native.npy").tolist()
    scale = [NETWORK_MM / mm for mm in SPACING[::-1]]
    offset = [(each - 1) / 2 for each in scale]
    order = [[0, 1], [1, 1], [2, 1]]
    return NetworkGrid(order, native, list(classes.shape), scale, offset, [NETWORK_MM] * 3), classes


def _probabilities(classes: np.ndarray) -> np.ndarray:
    out = np.full((CLASSES, *classes.shape), (1 - SURE) / (CLASSES - 1), np.float32)
    np.put_along_axis(out, classes[None].astype(np.intp), SURE, axis=0)
    return out


def by_slabs(name: str) -> Callable[[Path], Callable[[], list]]:
    """As predictions are restored: a few slices at a time."""

    def setup(folder: Path) -> Callable[[], list]:
        grid, classes = _grid(folder, name)

        def slabs() -> Iterator[tuple[slice, np.ndarray]]:
            for start in range(0, len(classes), DEPTH):
                part = slice(start, min(start + DEPTH, len(classes)))
                yield part, _probabilities(classes[part])

        return lambda: np.bincount(grid.restore_class_slabs(slabs()).reshape(-1), minlength=CLASSES).tolist()

    return setup


def at_once(folder: Path) -> Callable[[], list]:
    """Every class of the whole volume interpolated everywhere, then the largest."""
    grid, classes = _grid(folder, "small")

    def work() -> list:
        restored = [grid.restore_values(one, float(not index)) for index, one in enumerate(_probabilities(classes))]
        return np.bincount(np.argmax(restored, axis=0).reshape(-1), minlength=CLASSES).tolist()

    return work


SIDES = {"segstudy": by_slabs("small"), "all at once": at_once, "segstudy, full size": by_slabs("full")}


def check(answers: dict[str, Any]) -> str:
    """The same voxels of each class, but for those where two are as probable as can be told apart."""
    if not {"segstudy", "all at once"} <= answers.keys():
        return ""
    own, theirs = (np.array(answers[side]) for side in ("segstudy", "all at once"))
    share = np.abs(own - theirs).sum() / own.sum()
    assert share < 1e-5, share
    return f"share of voxels that differ: {share:.1g}"


if __name__ == "__main__":
    sizes = {"--shape": (512, 512, 800), "--small": (160, 160, 200)}
    main(
        __doc__,
        __file__,
        make,
        SIDES,
        check,
        lambda measured: print_table(measured, "segstudy", {}),
        {name: {"type": int, "nargs": 3, "default": shape} for name, shape in sizes.items()},
    )
