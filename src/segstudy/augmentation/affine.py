"""One random rotation, scaling and shift of a slice and its label map."""

from dataclasses import dataclass

import cv2
import numpy as np

from segstudy.config.augmentation import AugmentationSettings


@dataclass(frozen=True)
class AffineParameters:
    """A similarity transform about the slice's centre, then a shift; it never mirrors.

    rotate_deg: positive turns from the rows' axis (down) towards the columns' axis (right).
    scale: above 1 enlarges. translate_px: (rows, columns), in pixels of the slice.
    """

    rotate_deg: float
    scale: float
    translate_px: tuple[float, float]

    def matrix(self) -> np.ndarray:
        """(2, 2): offsets (row, column) from the centre before to offsets after, without the shift."""
        angle = np.deg2rad(self.rotate_deg)
        return self.scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])

    def pulling(self, shape: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
        """Matrix (2, 2) and offset (2,) from output to input pixels (row, column), for a slice of `shape`."""
        centre = (np.asarray(shape) - 1) / 2
        inverse = np.linalg.inv(self.matrix())
        return inverse, centre - inverse @ (centre + self.translate_px)


def sample_affine(settings: AugmentationSettings, rng: np.random.Generator) -> AffineParameters:
    """Draw each parameter uniformly from ± its limit, the scale from 1 ± its limit."""
    rotate = rng.uniform(-settings.rotate_deg, settings.rotate_deg)
    scale = rng.uniform(1 - settings.scale, 1 + settings.scale)
    rows, columns = rng.uniform(-settings.translate_px, settings.translate_px, size=2)
    return AffineParameters(float(rotate), float(scale), (float(rows), float(columns)))


def apply_affine(
    image: np.ndarray, label: np.ndarray, parameters: AffineParameters, fill: int
) -> tuple[np.ndarray, np.ndarray]:
    """Move a slice (int16, linear) and its label map (uint8, nearest) by the same matrix; both (rows, columns).

    What comes from outside the slice is `fill` in the image and background in the label map.
    """
    matrix, offset = parameters.pulling(image.shape)
    # OpenCV counts (column, row)
    pull = np.column_stack([matrix[::-1, ::-1], offset[::-1]])
    size = image.shape[::-1]
    # as float32, because OpenCV rounds positions to 1/32 pixel for int16
    moved = cv2.warpAffine(
        image.astype(np.float32),
        pull,
        size,
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=float(fill),
    )
    moved_label = cv2.warpAffine(
        label, pull, size, flags=cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_CONSTANT, borderValue=0
    )
    return np.rint(moved).astype(np.int16), moved_label
