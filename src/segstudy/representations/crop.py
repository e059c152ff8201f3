"""Squares cut out around objects.

Benčević et al. 2023, "Segment-then-segment: context-preserving crop-based segmentation for large biomedical images",
Sensors 23.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import cv2
import numpy as np

from segstudy.config.sections.representations import CropSettings
from segstudy.representations.objects import SliceObject, slice_objects
from segstudy.representations.proper import decided, proper
from segstudy.volumes.grids.labels import warp_labels


class Square(NamedTuple):
    """A square of a slice.

    Attributes:
        top: Its first row, in pixels; may lie outside the slice.
        left: Its first column.
        side: Pixels a side.
    """

    top: int
    left: int
    side: int


def square(top: int, bottom: int, left: int, right: int, shape: tuple[int, int]) -> Square:
    """The square about a box (ends outside), moved into the slice; along an axis shorter than it, amid the slice."""
    side = max(bottom - top, right - left, 1)
    return Square(_start(top, bottom, side, shape[0]), _start(left, right, side, shape[1]), side)


def _start(low: int, high: int, side: int, length: int) -> int:
    """Where a square of `side` about `low` to `high` begins along an axis of `length`."""
    return min(max((low + high - side) // 2, 0), length - side) if length >= side else -((side - length) // 2)


@dataclass(frozen=True)
class Crop:
    """Each object's box with a margin, as a square at the network's size."""

    settings: CropSettings

    @classmethod
    def from_spec(cls, spec: Mapping[str, Any]) -> "Crop":
        """That of the settings with this spec."""
        return cls(CropSettings.from_spec(spec))

    @property
    def size(self) -> int:
        """Pixels a side of what the network sees."""
        return self.settings.size

    def parameters(self, classes: np.ndarray) -> list[Square]:
        """The padded box of each object that is large enough."""
        shape = classes.shape
        pad = round(self.settings.padding * (self.size if self.settings.padding_of == "view" else min(shape)))
        return [
            square(
                max(0, piece.top - pad),
                min(shape[0], piece.bottom + pad),
                max(0, piece.left - pad),
                min(shape[1], piece.right + pad),
                shape,
            )
            for piece in slice_objects(classes)
            if self._is_large_enough(piece)
        ]

    def _is_large_enough(self, piece: SliceObject) -> bool:
        least = self.settings
        return piece.pixels >= least.least_pixels and max(piece.mask.shape) >= least.least_side_px

    def whole(self, shape: tuple[int, int]) -> Square:
        """The whole slice."""
        return square(0, shape[0], 0, shape[1], shape)

    def noisy(self, parameters: Square, shape: tuple[int, int], rng: np.random.Generator) -> Square:
        """Each of the four sides moved by chance."""
        top, left, side = parameters
        up, down, west, east = rng.integers(-self.settings.noise_px, self.settings.noise_px, 4, endpoint=True).tolist()
        longest = max(shape)
        rows = _within(top + up, top + side + down, longest)
        return square(*rows, *_within(left + west, left + side + east, longest), shape)

    def image(self, image: np.ndarray, parameters: Square, fill: float) -> np.ndarray:
        """See `Representation`."""
        return self._resampled(image, parameters, fill)

    def label(self, label: np.ndarray, parameters: Square) -> np.ndarray:
        """See `Representation`."""
        zoom = parameters.side / self.size
        return warp_labels(label, lambda plane: self._resampled(plane, parameters, 0), (self.size, self.size), zoom)

    def _resampled(self, plane: np.ndarray, parameters: Square, fill: float) -> np.ndarray:
        zoom = parameters.side / self.size
        # edges, not centers, of first pixels coincide
        row, column = parameters.top + (zoom - 1) / 2, parameters.left + (zoom - 1) / 2
        return cv2.warpAffine(
            plane,
            np.array([[zoom, 0, column], [0, zoom, row]]),
            (self.size, self.size),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=float(fill),
        )

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
        decisions = stacked.argmax(axis=1)[:, None] == np.arange(stacked.shape[1])[:, None, None]
        organs = np.where(decisions, stacked, 0)[:, 1:].max(axis=0)
        answer = np.where(organs.any(axis=0), organs.argmax(axis=0) + 1, 0)
        # of each pixel the view that is surest of an organ, because those that do not show it say background
        surest = stacked[:, 1:].max(axis=1).argmax(axis=0)
        return decided(np.take_along_axis(stacked, surest[None, None], axis=0)[0], answer)


def _within(one: int, other: int, longest: int) -> tuple[int, int]:
    """A range between two ends no longer than the slice, about the same middle, and never empty."""
    length, middle = min(max(abs(other - one), 1), longest), (one + other) // 2
    return middle - length // 2, middle - length // 2 + length
