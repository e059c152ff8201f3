"""Slices unrolled about an object's center.

Benčević et al. 2021, "Training on polar image transformations improves biomedical image segmentation", IEEE Access 9.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import cv2
import numpy as np

from segstudy.config.sections.representations import PAPERS_HIGH, PolarSettings
from segstudy.representations.hysteresis import fused_by_origin
from segstudy.representations.objects import slice_objects
from segstudy.representations.proper import proper
from segstudy.volumes.grids.labels import warp_labels


class Origin(NamedTuple):
    """Of the polar coordinates, in pixels.

    Attributes:
        row: Of the center.
        column: Of the center.
        radius: As far as the slice's farthest corner, so that nothing is lost.
    """

    row: float
    column: float
    radius: float


def origin(row: float, column: float, shape: tuple[int, int]) -> Origin:
    """Polar coordinates about a point of a slice that reach its farthest corner."""
    down, right = shape[0] - 1, shape[1] - 1
    radius = np.hypot(max(row, down - row), max(column, right - column))
    return Origin(float(row), float(column), max(1.0, float(radius)))


@dataclass(frozen=True)
class Polar:
    """Rows are angles from the columns' axis to the rows' axis, columns are distances from the origin."""

    settings: PolarSettings

    @classmethod
    def from_spec(cls, spec: Mapping[str, Any]) -> "Polar":
        """That of the settings with this spec."""
        return cls(PolarSettings.from_spec(spec))

    @property
    def size(self) -> int:
        """Pixels a side of what the network sees."""
        return self.settings.size

    @property
    def high(self) -> float:
        """The upper threshold of the hysteresis: the paper's, as long as it was not tuned."""
        return PAPERS_HIGH if self.settings.high == "tuned" else self.settings.high

    def parameters(self, classes: np.ndarray) -> list[Origin]:
        """The centroid of each object, by image moments."""
        origins, shape = [], (classes.shape[0], classes.shape[1])
        for piece in slice_objects(classes):
            moments = cv2.moments(piece.mask, binaryImage=True)
            row, column = moments["m01"] / moments["m00"], moments["m10"] / moments["m00"]
            origins.append(origin(piece.top + row, piece.left + column, shape))
        return origins

    def whole(self, shape: tuple[int, int]) -> Origin:
        """About the slice's middle."""
        return origin((shape[0] - 1) / 2, (shape[1] - 1) / 2, shape)

    def noisy(self, parameters: Origin, shape: tuple[int, int], rng: np.random.Generator) -> Origin:
        """Moved by chance, and never out of the slice."""
        moved, reach = rng.random() < self.settings.jitter_chance, self.settings.jitter * min(shape)
        down, right = rng.uniform(-reach, reach, 2)
        if not moved:
            return parameters
        row = np.clip(parameters.row + down, 0, shape[0] - 1)
        return origin(row, np.clip(parameters.column + right, 0, shape[1] - 1), shape)

    def image(self, image: np.ndarray, parameters: Origin, fill: float) -> np.ndarray:
        """See `Representation`."""
        # OpenCV fills with 0 only
        return self._unrolled(image - np.float32(fill), parameters) + np.float32(fill)

    def label(self, label: np.ndarray, parameters: Origin) -> np.ndarray:
        """See `Representation`."""
        farthest_apart = 2 * np.pi * parameters.radius / self.size
        return warp_labels(
            label, lambda plane: self._unrolled(plane, parameters), (self.size, self.size), farthest_apart
        )

    def _unrolled(self, array: np.ndarray, parameters: Origin) -> np.ndarray:
        flags = cv2.INTER_LINEAR | cv2.WARP_FILL_OUTLIERS | cv2.WARP_POLAR_LINEAR
        center = parameters.column, parameters.row
        return cv2.warpPolar(array, (self.size, self.size), center, parameters.radius, flags)

    def inverse(self, probabilities: np.ndarray, parameters: Origin, shape: tuple[int, int]) -> np.ndarray:
        """See `Representation`."""
        flags = cv2.INTER_LINEAR | cv2.WARP_FILL_OUTLIERS | cv2.WARP_POLAR_LINEAR | cv2.WARP_INVERSE_MAP
        center = parameters.column, parameters.row
        plain = np.ascontiguousarray(probabilities, np.float32)
        back = [cv2.warpPolar(each, shape[::-1], center, parameters.radius, flags) for each in plain]
        return proper(np.stack(back))

    def fuse(self, views: Sequence[np.ndarray], parameters: Sequence[Origin]) -> np.ndarray:
        """Votes that count double around a view's origin, with hysteresis; see `fused_by_origin`."""
        points = [(round(each.row), round(each.column)) for each in parameters]
        return fused_by_origin(views, points, self.settings.low, self.high)
