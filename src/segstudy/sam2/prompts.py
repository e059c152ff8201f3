"""What SAM 2 is prompted with of an organ in a slice, from a label map that some other arm made.

Points are (column, row) and boxes (left, top, right, bottom) in pixels of the slice, whose first pixel reaches from
0 to 1: its center is at 0.5.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import ndimage

EVERYWHERE = np.ones((3, 3), bool)


@dataclass(frozen=True)
class Prompt:
    """One piece of one organ.

    Attributes:
        organ: Class index, 1 and up.
        box: Around the mask.
        center: Inside the mask, as deep as can be.
        negatives: (n, 2), center points of other organs' pieces, the nearest first.
        mask: Boolean, (rows, columns).
    """

    organ: int
    box: tuple[float, float, float, float]
    center: tuple[float, float]
    negatives: np.ndarray
    mask: np.ndarray


def center_of(mask: np.ndarray) -> tuple[float, float]:
    """The middle of the pixel of `mask` that lies farthest from what is outside; the first of equals.

    A center of mass may lie outside a bent organ; this point never does. Beyond the slice is outside.
    """
    depth = ndimage.distance_transform_edt(np.pad(mask, 1))[1:-1, 1:-1]
    row, column = np.unravel_index(depth.argmax(), mask.shape)
    return float(column) + 0.5, float(row) + 0.5


def box_of(mask: np.ndarray) -> tuple[float, float, float, float]:
    """The smallest box around `mask`, which is not empty."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return float(columns[0]), float(rows[0]), float(columns[-1] + 1), float(rows[-1] + 1)


def pieces_of(mask: np.ndarray, most: int, least_pixels: int) -> list[np.ndarray]:
    """Connected pieces of `mask` (also by corners), the largest first: at most `most`, none below `least_pixels`."""
    numbered, count = ndimage.label(mask, EVERYWHERE)
    sizes = np.bincount(numbered.ravel(), minlength=count + 1)[1:]
    order = np.argsort(-sizes, kind="stable")[:most]
    return [numbered == piece + 1 for piece in order if sizes[piece] >= least_pixels]


def slice_prompts(classes: np.ndarray, most: int, least_pixels: int, negatives: int) -> list[Prompt]:
    """A prompt for every piece of every organ in a slice of class indices, (rows, columns)."""
    pieces = [
        (int(organ), piece)
        for organ in np.unique(classes[classes > 0])
        for piece in pieces_of(classes == organ, most, least_pixels)
    ]
    centers = [center_of(piece) for _, piece in pieces]
    return [
        Prompt(organ, box_of(piece), center, _nearest(center, _others(pieces, centers, organ), negatives), piece)
        for (organ, piece), center in zip(pieces, centers, strict=True)
    ]


def whole_prompt(classes: np.ndarray, organ: int, negatives: int) -> Prompt:
    """One prompt for all pieces of `organ` in a slice; its center is that of the largest piece."""
    masks = [(int(other), classes == other) for other in np.unique(classes[classes > 0])]
    centers = [center_of(pieces_of(mask, 1, 1)[0]) for _, mask in masks]
    mask = classes == organ
    center = centers[[other for other, _ in masks].index(organ)]
    return Prompt(organ, box_of(mask), center, _nearest(center, _others(masks, centers, organ), negatives), mask)


def _others(
    masks: Sequence[tuple[int, np.ndarray]], centers: Sequence[tuple[float, float]], organ: int
) -> list[tuple[float, float]]:
    return [center for (other, _), center in zip(masks, centers, strict=True) if other != organ]


def _nearest(center: tuple[float, float], others: Sequence[tuple[float, float]], count: int) -> np.ndarray:
    points = np.array(others, np.float64).reshape(-1, 2)
    return points[np.argsort(np.hypot(*(points - center).T), kind="stable")[:count]]


def surest_slice(classes: np.ndarray, organ: int) -> int:
    """The slice of (slices, rows, columns) where `organ`, which is somewhere, has the most pixels; the first of equals.

    A label map says nothing of probabilities: where an arm sees the most of an organ, it is taken to be surest.
    """
    return int((classes == organ).sum(axis=(1, 2)).argmax())
