"""One slice of a scan with the organs over it, as a picture."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np

from segstudy.report.figures.bitmap import windowed

SIDE = 560
BACKGROUND = 12
GLOW = np.array([255, 64, 200], np.float32)  # no organ and no tissue has this color
QUALITY = [cv2.IMWRITE_JPEG_QUALITY, 92, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444]


@dataclass(frozen=True)
class Plane:
    """How an upright array (right, front, head) is cut.

    axis: across the slices. edges: what lies at the picture's left, right, top and bottom.
    """

    name: str
    axis: int
    edges: tuple[str, str, str, str]

    def slice(self, array: np.ndarray, index: int) -> np.ndarray:
        """Slice `index` as a picture (rows, columns), the way radiologists look at it."""
        return array[(slice(None),) * self.axis + (index,)][::-1, ::-1].T

    def pixel_mm(self, spacing: tuple[float, float, float]) -> tuple[float, float]:
        """Height and width of a pixel."""
        across, down = [mm for axis, mm in enumerate(spacing) if axis != self.axis]
        return down, across


PLANES = (
    Plane("Axial", 2, ("R", "L", "A", "P")),
    Plane("Coronal", 1, ("R", "L", "H", "F")),
    Plane("Sagittal", 0, ("A", "P", "H", "F")),
)


def draw(
    hu: np.ndarray,
    labels: np.ndarray,
    pixel_mm: tuple[float, float],
    window: tuple[float, float],
    colors: Mapping[int, str],
    opacity: float,
    side: int = SIDE,
    heat: np.ndarray | None = None,
) -> np.ndarray:
    """An RGB picture (rows, columns, 3) of a slice in true proportions, its longer side `side` pixels.

    hu, labels: (rows, columns). colors: `#rrggbb` of the label integers to show. opacity: of their areas, 0 to
    1; their outlines are as opaque as they can be, and gone at 0. heat: 0 to 1 (rows, columns), glows under them.
    """
    size_mm = np.array(hu.shape) * pixel_mm
    rows, columns = np.maximum(1, np.rint(size_mm * side / size_mm.max())).astype(int)
    grey = cv2.resize(windowed(hu, window), (int(columns), int(rows)), interpolation=cv2.INTER_LINEAR)
    picture = np.repeat(grey[:, :, None], 3, axis=2).astype(np.float32)
    if heat is not None:
        glow = cv2.resize(np.ascontiguousarray(heat, np.float32), (int(columns), int(rows)))[..., None]
        picture += np.clip(glow, 0, 1) * (GLOW - picture)
    enlarged = cv2.resize(np.ascontiguousarray(labels), (int(columns), int(rows)), interpolation=cv2.INTER_NEAREST)
    for label, color in colors.items():
        mask = (enlarged == label).astype(np.uint8)
        if opacity <= 0 or not mask.any():
            continue
        paint = np.array([int(color[at : at + 2], 16) for at in (1, 3, 5)], np.float32)
        inside = mask > 0
        picture[inside] += opacity * (paint - picture[inside])
        edge = inside & (cv2.erode(mask, np.ones((5, 5), np.uint8), borderValue=0) == 0)
        picture[edge] = paint
    return np.rint(picture).astype(np.uint8)


def squared(picture: np.ndarray) -> np.ndarray:
    """The picture in the middle of a square, so that those of all planes stand side by side."""
    rows, columns = picture.shape[:2]
    side = max(rows, columns)
    square = np.full((side, side, 3), BACKGROUND, np.uint8)
    top, left = (side - rows) // 2, (side - columns) // 2
    square[top : top + rows, left : left + columns] = picture
    return square


def jpeg_uri(picture: np.ndarray) -> str:
    """An RGB picture as a `data:` address."""
    _, encoded = cv2.imencode(".jpg", picture[:, :, ::-1], QUALITY)
    return f"data:image/jpeg;base64,{base64.b64encode(encoded.tobytes()).decode('ascii')}"
