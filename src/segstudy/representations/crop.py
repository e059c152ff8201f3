"""Squares cut out around objects.

Benčević et al. 2023, "Segment-then-segment: context-preserving crop-based segmentation for large biomedical images",
Sensors 23.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np

from segstudy.config.representations import CropSettings
from segstudy.representations.objects import slice_objects
from segstudy.representations.proper import decided, proper


class Square(NamedTuple):
    """Of a slice, in pixels: its first pixel and its side."""

    top: int
    left: int
    side: int


def square(top: int, bottom: int, left: int, right: int, shape: tuple[int, int]) -> Square:
    """The square about a box (ends outside), moved into the slice; along an axis shorter than it, amid the slice."""
    side = max(bottom - top, right - left, 1)
    starts = [
        min(max((low + high - side) // 2, 0), length - side) if length >= side else -((side - length) // 2)
        for low, high, length in ((top, bottom, shape[0]), (left, right, shape[1]))
    ]
    return Square(*starts, side)


@dataclass(frozen=True)
class Crop:
    """Each object's box with a margin, as a square at the network's size."""

    settings: CropSettings

    @property
    def size(self) -> int:
        """Pixels a side of what the network sees."""
        return self.settings.size

    def parameters(self, classes: np.ndarray) -> list[Square]:
        """The padded box of each object that is large enough."""
        pad, shape = round(self.settings.padding * min(classes.shape)), classes.shape
        return [
            square(
                max(0, piece.top - pad),
                min(shape[0], piece.bottom + pad),
                max(0, piece.left - pad),
                min(shape[1], piece.right + pad),
                shape,
            )
            for piece in slice_objects(classes)
            if piece.pixels >= self.settings.least_pixels
        ]

    def whole(self, shape: tuple[int, int]) -> Square:
        """The whole slice."""
        return square(0, shape[0], 0, shape[1], shape)

    def noisy(self, parameters: Square, shape: tuple[int, int], rng: np.random.Generator) -> Square:
        """Each of the four sides moved by chance."""
        top, left, side = parameters
        up, down, west, east = rng.integers(-self.settings.noise_px, self.settings.noise_px, 4, endpoint=True).tolist()
        rows = sorted((top + up, top + side + down))
        columns = sorted((left + west, left + side + east))
        longest = max(shape)
        return square(*_within(*rows, longest), *_within(*columns, longest), shape)

    def image(self, image: np.ndarray, parameters: Square, fill: float) -> np.ndarray:
        """See `Representation`."""
        return _resampled(image, self._pull(parameters), (self.size, self.size), cv2.INTER_LINEAR, fill)

    def label(self, label: np.ndarray, parameters: Square) -> np.ndarray:
        """See `Representation`."""
        return _resampled(label, self._pull(parameters), (self.size, self.size), cv2.INTER_NEAREST, 0)

    def _pull(self, parameters: Square) -> tuple[float, float, float]:
        """Zoom, and where the first pixel lies (row, column): edges, not centers, of first pixels coincide."""
        zoom = parameters.side / self.size
        return zoom, parameters.top + (zoom - 1) / 2, parameters.left + (zoom - 1) / 2

    def inverse(self, probabilities: np.ndarray, parameters: Square, shape: tuple[int, int]) -> np.ndarray:
        """See `Representation`."""
        top, left, side = parameters
        inside = slice(max(0, top), min(shape[0], top + side)), slice(max(0, left), min(shape[1], left + side))
        back = np.zeros((len(probabilities), *shape), np.float32)
        for each, out in zip(np.ascontiguousarray(probabilities, np.float32), back, strict=True):
            grown = cv2.resize(each, (side, side), interpolation=cv2.INTER_LINEAR)
            out[inside] = grown[inside[0].start - top : inside[0].stop - top, inside[1].start - left :][
                :, : inside[1].stop - inside[1].start
            ]
        return proper(back)

    def fuse(self, views: Sequence[np.ndarray], parameters: Sequence[Square]) -> np.ndarray:
        """By OR: an organ stays where any view says so; where views name several, the most probable one."""
        stacked = np.stack(views)
        said = stacked.argmax(axis=1)[:, None] == np.arange(stacked.shape[1])[:, None, None]
        organs = np.where(said, stacked, 0)[:, 1:].max(axis=0)
        answer = np.where(organs.any(axis=0), organs.argmax(axis=0) + 1, 0)
        # of each pixel the view that is surest of an organ, because those that do not show it say background
        surest = stacked[:, 1:].max(axis=1).argmax(axis=0)
        return decided(np.take_along_axis(stacked, surest[None, None], axis=0)[0], answer)


def _within(low: int, high: int, longest: int) -> tuple[int, int]:
    """A range no longer than the slice, about the same middle, and never empty."""
    length, middle = min(max(high - low, 1), longest), (low + high) // 2
    return middle - length // 2, middle - length // 2 + length


def _resampled(
    array: np.ndarray, pull: tuple[float, float, float], size: tuple[int, int], interpolation: int, fill: float
) -> np.ndarray:
    zoom, row, column = pull
    matrix = np.array([[zoom, 0, column], [0, zoom, row]])
    flags = interpolation | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(array, matrix, size, flags=flags, borderMode=cv2.BORDER_CONSTANT, borderValue=float(fill))
