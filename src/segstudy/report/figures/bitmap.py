"""A CT slice as a small picture inside the page."""

import base64

import cv2
import numpy as np

# Soft tissue, in Hounsfield units.
WINDOW_HU = (-160.0, 240.0)
MOST_PIXELS = 320


def window_of(array: np.ndarray) -> tuple[float, float]:
    """What is black and what white of a volume (right, front, head): soft tissue; of a picture, its whole range."""
    if array.shape[2] > 1:
        return WINDOW_HU
    low, high = float(array.min()), float(array.max())
    return low, max(high, low + 1)


def windowed(slice_hu: np.ndarray, window: tuple[float, float] = WINDOW_HU) -> np.ndarray:
    """Grey levels 0 to 255 (uint8) of Hounsfield units (rows, columns); NaN is black."""
    low, high = window
    share = (np.nan_to_num(slice_hu.astype(np.float32), nan=low) - low) / (high - low)
    return np.rint(np.clip(share, 0, 1) * 255).astype(np.uint8)


def grey_uri(grey: np.ndarray, most: int = MOST_PIXELS) -> str:
    """A `data:` address with `grey` (rows, columns), made smaller where a side exceeds `most`.

    As WebP, whose noise lies under that of a scan: a fifth of a PNG, of which a report of many arms has too many.
    """
    factor = most / max(grey.shape)
    if factor < 1:
        size = (max(1, round(grey.shape[1] * factor)), max(1, round(grey.shape[0] * factor)))
        grey = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    _, encoded = cv2.imencode(".webp", np.ascontiguousarray(grey), [cv2.IMWRITE_WEBP_QUALITY, 82])
    return f"data:image/webp;base64,{base64.b64encode(encoded.tobytes()).decode('ascii')}"


def color_uri(picture: np.ndarray) -> str:
    """A `data:` address with a picture (rows, columns, RGB) of uint8 as PNG."""
    _, encoded = cv2.imencode(".png", np.ascontiguousarray(picture[..., ::-1]), [cv2.IMWRITE_PNG_COMPRESSION, 9])
    return f"data:image/png;base64,{base64.b64encode(encoded.tobytes()).decode('ascii')}"
