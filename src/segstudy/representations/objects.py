"""The objects in a slice: connected components of its organs."""

from collections.abc import Iterator
from typing import NamedTuple

import cv2
import numpy as np


class SliceObject(NamedTuple):
    """One connected component of an organ in a slice.

    Attributes:
        mask: uint8 (rows, columns) of its box alone.
        top: The box's first row.
        left: The box's first column.
        pixels: How many it has.
    """

    mask: np.ndarray
    top: int
    left: int
    pixels: int

    @property
    def bottom(self) -> int:
        """The row after the last."""
        return self.top + self.mask.shape[0]

    @property
    def right(self) -> int:
        """The column after the last."""
        return self.left + self.mask.shape[1]


def slice_objects(classes: np.ndarray) -> Iterator[SliceObject]:
    """The components of every organ in `classes`, uint8 (rows, columns): organs in order, pixels that touch connect."""
    for organ in np.unique(classes[classes > 0]):
        mask = (classes == organ).astype(np.uint8)
        _, pieces, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
        for number, (left, top, width, height, pixels) in enumerate(stats.tolist()[1:], start=1):
            box = pieces[top : top + height, left : left + width]
            yield SliceObject((box == number).astype(np.uint8), top, left, pixels)
