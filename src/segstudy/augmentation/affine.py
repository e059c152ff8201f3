"""One random rotation, scaling and shift of a slice and its label map."""

from dataclasses import dataclass

import numpy as np

from segstudy.config.sections.augmentation import AugmentationSettings
from segstudy.volumes.grids.labels import warp_labels
from segstudy.volumes.opencv import cv2


@dataclass(frozen=True)
class AffineParameters:
    """A similarity transform about the slice's center, then a shift; it never mirrors.

    Attributes:
        rotate_deg: Positive turns from the rows' axis (down) towards the columns' axis (right).
        scale: Above 1 enlarges.
        translate_px: (rows, columns), in pixels of the slice.
    """

    rotate_deg: float
    scale: float
    translate_px: tuple[float, float]

    def matrix(self) -> np.ndarray:
        """(2, 2): offsets (row, column) from the center before to offsets after, without the shift."""
        angle = np.deg2rad(self.rotate_deg)
        return self.scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])

    def inverse(self, shape: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
        """Matrix (2, 2) and offset (2,) from output to input pixels (row, column), for a slice of `shape`."""
        center = (np.asarray(shape) - 1) / 2
        inverse = np.linalg.inv(self.matrix())
        return inverse, center - inverse @ (center + self.translate_px)


def sample_affine(settings: AugmentationSettings, rng: np.random.Generator) -> AffineParameters:
    """Draw each parameter uniformly from ± its limit, the scale from 1 ± its limit."""
    rotate = rng.uniform(-settings.rotate_deg, settings.rotate_deg)
    scale = rng.uniform(1 - settings.scale, 1 + settings.scale)
    rows, columns = rng.uniform(-settings.translate_px, settings.translate_px, size=2)
    return AffineParameters(float(rotate), float(scale), (float(rows), float(columns)))


def apply_affine(
    image: np.ndarray, label: np.ndarray, parameters: AffineParameters, fill: int
) -> tuple[np.ndarray, np.ndarray]:
    """Move a slice and its label map by the same transform.

    Args:
        image: int16, (rows, columns) or (planes, rows, columns), interpolated linearly.
        label: uint8, (rows, columns), interpolated by fractions.
        parameters: The transform.
        fill: What comes into the image from outside the slice; into the label map comes background.

    Returns:
        Both, moved.
    """
    matrix, offset = parameters.inverse(label.shape)
    # OpenCV counts (column, row)
    pull = np.column_stack([matrix[::-1, ::-1], offset[::-1]])
    size = label.shape[::-1]
    flags, outside = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, cv2.BORDER_CONSTANT

    def warp(plane: np.ndarray, beyond: float = 0) -> np.ndarray:
        return cv2.warpAffine(plane, pull, size, flags=flags, borderMode=outside, borderValue=float(beyond))

    # as float32, because OpenCV rounds positions to 1/32 pixel for int16
    planes = image.astype(np.float32).reshape(-1, *label.shape)
    moved = np.stack([warp(plane, fill) for plane in planes]).reshape(image.shape)
    return np.rint(moved).astype(np.int16), warp_labels(label, warp, label.shape, 1 / parameters.scale)
