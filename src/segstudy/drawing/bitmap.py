"""A slice as a small image inside the page."""

import base64

import cv2
import numpy as np

# Soft tissue, in Hounsfield units.
WINDOW_HU = (-160.0, 240.0)
MOST_PIXELS = 320
# A pixel in color: one value, so that an image turns and is cut as a gray one.
RGB = np.dtype([("red", np.uint8), ("green", np.uint8), ("blue", np.uint8)])


def window_of(array: np.ndarray) -> tuple[float, float]:
    """What is black and what white of a volume (right, front, head): soft tissue; of a 2D image, its whole range.

    Of a volume without a value below zero, which is no CT in Hounsfield units, nearly all of its range.
    """
    if array.dtype == RGB:
        return 0.0, 255.0
    if array.shape[2] > 1:
        return WINDOW_HU if array.min() < 0 else range_of(array)
    low, high = float(array.min()), float(array.max())
    return low, max(high, low + 1)


def range_of(array: np.ndarray) -> tuple[float, float]:
    """The values between which nearly all voxels lie."""
    low, high = (float(value) for value in np.percentile(array[::2, ::2, ::2], (0.5, 99.5)))
    return low, max(high, low + 1)


def windowed(slice_hu: np.ndarray, window: tuple[float, float] = WINDOW_HU) -> np.ndarray:
    """Gray levels 0 to 255 (uint8) of Hounsfield units (rows, columns); NaN is black.

    Of an image in `RGB`, which has no window, its colors (rows, columns, 3).
    """
    if slice_hu.dtype == RGB:
        return np.stack([slice_hu[color] for color in ("red", "green", "blue")], axis=-1)
    low, high = window
    share = (np.nan_to_num(slice_hu.astype(np.float32), nan=low) - low) / (high - low)
    return np.rint(np.clip(share, 0, 1) * 255).astype(np.uint8)


def small_uri(pixels: np.ndarray, most: int = MOST_PIXELS) -> str:
    """A `data:` address with gray (rows, columns) or RGB (rows, columns, 3), made smaller where a side exceeds `most`.

    As WebP, whose noise lies under that of a scan: a fifth of a PNG, of which a report of many arms has too many.
    """
    factor = most / max(pixels.shape[:2])
    if factor < 1:
        size = (max(1, round(pixels.shape[1] * factor)), max(1, round(pixels.shape[0] * factor)))
        pixels = cv2.resize(np.ascontiguousarray(pixels), size, interpolation=cv2.INTER_AREA)
    stored = pixels[..., ::-1] if pixels.ndim == 3 else pixels  # OpenCV counts blue first
    _, encoded = cv2.imencode(".webp", np.ascontiguousarray(stored), [cv2.IMWRITE_WEBP_QUALITY, 82])
    return f"data:image/webp;base64,{base64.b64encode(encoded.tobytes()).decode('ascii')}"


def color_uri(image: np.ndarray) -> str:
    """A `data:` address with an image (rows, columns, RGB) of uint8 as PNG."""
    _, encoded = cv2.imencode(".png", np.ascontiguousarray(image[..., ::-1]), [cv2.IMWRITE_PNG_COMPRESSION, 9])
    return f"data:image/png;base64,{base64.b64encode(encoded.tobytes()).decode('ascii')}"
