"""Faults that are planted in label maps (axes right, front, head), and what is hit by each."""

from collections.abc import Callable

import numpy as np
from scipy.ndimage import binary_dilation, generate_binary_structure, map_coordinates

from segstudy.audit.consensus import signed_distance
from segstudy.phantom.names import LABELS
from segstudy.volumes.volume import Volume

Fault = Callable[[Volume, np.random.Generator], tuple[np.ndarray, list[str]]]


def _with(labels: np.ndarray, organ: str, mask: np.ndarray) -> np.ndarray:
    result = np.where(labels == LABELS[organ], 0, labels)
    result[mask] = LABELS[organ]
    return result


def heart_moved(mm: float) -> Fault:
    """By so many mm towards anywhere, to the nearest voxel of a grid of 1 mm."""

    def plant(labels: Volume, generator: np.random.Generator) -> tuple[np.ndarray, list[str]]:
        way = generator.standard_normal(3)
        way *= mm / np.linalg.norm(way)
        grid = np.indices(labels.array.shape, dtype=np.float32)
        field = signed_distance(labels.array == LABELS["heart"], labels.spacing)
        at = [axis - step for axis, step in zip(grid, way / labels.spacing, strict=True)]
        return _with(labels.array, "heart", map_coordinates(field, at, order=1, cval=-1e3) > 0), ["heart"]

    return plant


def heart_mirrored(labels: Volume, generator: np.random.Generator) -> tuple[np.ndarray, list[str]]:
    """Left and right, across the middle of the scan."""
    return _with(labels.array, "heart", np.flip(labels.array == LABELS["heart"], 0)), ["heart"]


def top_third_cut(labels: Volume, generator: np.random.Generator) -> tuple[np.ndarray, list[str]]:
    """Of one organ, the slices of its upper third."""
    organ = str(generator.choice(list(LABELS)))
    mask = labels.array == LABELS[organ]
    present = np.flatnonzero(mask.any(axis=(0, 1)))
    mask[..., present[-1] + 1 - round(len(present) / 3) :] = False
    return _with(labels.array, organ, mask), [organ]


def organs_swapped(labels: Volume, generator: np.random.Generator) -> tuple[np.ndarray, list[str]]:
    """The integers of two organs."""
    one, other = (str(organ) for organ in generator.choice(list(LABELS), 2, replace=False))
    result = labels.array.copy()
    result[labels.array == LABELS[one]] = LABELS[other]
    result[labels.array == LABELS[other]] = LABELS[one]
    return result, [one, other]


def slices_missing(labels: Volume, generator: np.random.Generator) -> tuple[np.ndarray, list[str]]:
    """Of one organ, one in twenty of its slices, at least one, none of them its first or last."""
    organ = str(generator.choice(list(LABELS)))
    mask = labels.array == LABELS[organ]
    present = np.flatnonzero(mask.any(axis=(0, 1)))
    gone = generator.choice(present[1:-1], max(1, round(0.05 * len(present))), replace=False)
    mask[..., gone] = False
    return _with(labels.array, organ, mask), [organ]


def over_drawn(labels: Volume, generator: np.random.Generator) -> tuple[np.ndarray, list[str]]:
    """One organ, by two voxels in all directions, where no other organ is."""
    organ = str(generator.choice(list(LABELS)))
    grown = binary_dilation(labels.array == LABELS[organ], generate_binary_structure(3, 1), iterations=2)
    return _with(labels.array, organ, grown & ((labels.array == 0) | (labels.array == LABELS[organ]))), [organ]


FAULTS: dict[str, Fault] = {
    "heart moved by 5 mm": heart_moved(5),
    "heart moved by 10 mm": heart_moved(10),
    "heart moved by 20 mm": heart_moved(20),
    "heart mirrored": heart_mirrored,
    "top third cut": top_third_cut,
    "two organs swapped": organs_swapped,
    "5 % of slices missing": slices_missing,
    "over-drawn by 2 voxels": over_drawn,
}
