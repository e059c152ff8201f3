"""Probabilities of 118 classes to a label map: slab by slab, all at once, and as nnU-Net exports them.

    python benchmarks/many_classes.py [--shape 512 512 800] [--small 160 160 200]

Organs are made-up ellipsoids on a grid of 1.5 mm, restored to scans of 0.8 x 0.8 x 1 mm; the probabilities are those
of a network that is .9 sure. Every class of the whole volume does not fit memory at full size, and is measured at the
smaller, as is nnU-Net's own export of such a network's logits. Making the probabilities takes part of the time of each
side.
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


def nnunets(folder: Path) -> Callable[[], list]:
    """nnU-Net's export: logits of every class resampled to the scan, then the largest."""
    from nnunetv2.inference.export_prediction import convert_predicted_logits_to_segmentation_with_correct_shape
    from nnunetv2.utilities.plans_handling.plans_handler import ConfigurationManager, PlansManager

    classes = np.load(folder / "small.npy")
    native = np.load(folder / "small_native.npy").tolist()[::-1]
    plans = PlansManager({"transpose_forward": [0, 1, 2], "transpose_backward": [0, 1, 2]})
    configuration = ConfigurationManager({
        "architecture": {},
        "spacing": [NETWORK_MM] * 3,
        # of nnU-Net's own planner
        "resampling_fn_probabilities": "resample_data_or_seg_to_shape",
        "resampling_fn_probabilities_kwargs": {"is_seg": False, "order": 1, "order_z": 0, "force_separate_z": None},
    })  # fmt: skip
    labels = plans.get_label_manager({"labels": {"background": 0, **ORGANS}})
    properties = {
        "spacing": SPACING[::-1],
        "shape_after_cropping_and_before_resampling": native,
        "shape_before_cropping": native,
        "bbox_used_for_cropping": [[0, size] for size in native],
    }

    def work() -> list:
        labels_of_scan = convert_predicted_logits_to_segmentation_with_correct_shape(
            np.log(_probabilities(classes)), plans, configuration, labels, properties, num_threads_torch=1
        )
        return np.bincount(labels_of_scan.reshape(-1), minlength=CLASSES).tolist()

    return work


SIDES = {
    "segstudy": by_slabs("small"),
    "all at once": at_once,
    "nnU-Net": nnunets,
    "segstudy, full size": by_slabs("full"),
}


def check(answers: dict[str, Any]) -> str:
    """The same voxels of each class, but for those where two are as probable as can be told apart.

    nnU-Net resamples logits, whose zeros lie elsewhere, with other corners: nearly the same.
    """
    if not {"segstudy", "all at once", "nnU-Net"} <= answers.keys():
        return ""
    own, whole, nnunet = (np.array(answers[side]) for side in ("segstudy", "all at once", "nnU-Net"))
    share, beside = (np.abs(own - theirs).sum() / own.sum() for theirs in (whole, nnunet))
    assert share < 1e-5 and beside < 0.05, (share, beside)
    return f"share of voxels that differ: {share:.1g}, from nnU-Net's {beside:.2g}"


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
