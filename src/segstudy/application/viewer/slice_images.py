"""One slice of a scan with the organs over it, as an RGB image."""

import base64
from collections.abc import Mapping

import cv2
import numpy as np

from segstudy.drawing.bitmap import windowed

SIDE = 560
BACKGROUND = 12
GLOW = np.array([255, 64, 200], np.float32)  # no organ and no tissue has this color
QUALITY = [cv2.IMWRITE_JPEG_QUALITY, 92, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444]


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
    """A slice in true proportions, its organs in color.

    Args:
        hu: Hounsfield units, (rows, columns); or colors, `RGB`, which no window changes.
        labels: Label integers, (rows, columns).
        pixel_mm: Height and width of a pixel.
        window: The Hounsfield units that are black and white.
        colors: `#rrggbb` of the label integers to show.
        opacity: Of their areas, 0 to 1; their outlines are as opaque as they can be, and gone at 0.
        side: Pixels of the image's longer side.
        heat: 0 to 1, (rows, columns), glows under them.

    Returns:
        uint8, (rows, columns, RGB).
    """
    size_mm = np.array(hu.shape) * pixel_mm
    rows, columns = np.maximum(1, np.rint(size_mm * side / size_mm.max())).astype(int)
    pixels = windowed(hu, window)
    pixels = pixels if pixels.ndim == 3 else np.repeat(pixels[:, :, None], 3, axis=2)
    enlarged_to, linear = (int(columns), int(rows)), cv2.INTER_LINEAR
    image = cv2.resize(np.ascontiguousarray(pixels), enlarged_to, interpolation=linear).astype(np.float32)
    if heat is not None:
        glow = cv2.resize(np.ascontiguousarray(heat, np.float32), (int(columns), int(rows)))[..., None]
        image += np.clip(glow, 0, 1) * (GLOW - image)
    enlarged = cv2.resize(np.ascontiguousarray(labels), (int(columns), int(rows)), interpolation=cv2.INTER_NEAREST)
    for label, color in colors.items():
        mask = (enlarged == label).astype(np.uint8)
        if opacity <= 0 or not mask.any():
            continue
        paint = np.array([int(color[at : at + 2], 16) for at in (1, 3, 5)], np.float32)
        inside = mask > 0
        image[inside] += opacity * (paint - image[inside])
        edge = inside & (cv2.erode(mask, np.ones((5, 5), np.uint8), borderValue=0) == 0)
        image[edge] = paint
    return np.rint(image).astype(np.uint8)


def squared(image: np.ndarray) -> np.ndarray:
    """The image in the middle of a square, so that those of all planes stand side by side."""
    rows, columns = image.shape[:2]
    side = max(rows, columns)
    square = np.full((side, side, 3), BACKGROUND, np.uint8)
    top, left = (side - rows) // 2, (side - columns) // 2
    square[top : top + rows, left : left + columns] = image
    return square


def jpeg_uri(image: np.ndarray) -> str:
    """An RGB image as a `data:` address."""
    _, encoded = cv2.imencode(".jpg", image[:, :, ::-1], QUALITY)
    return f"data:image/jpeg;base64,{base64.b64encode(encoded.tobytes()).decode('ascii')}"
