"""The border of a mask as a vector path."""

import cv2
import numpy as np
from contourpy import LineType, contour_generator


def outline(mask: np.ndarray, pixel_mm: tuple[float, float], tolerance: float = 0.0) -> str:
    """SVG path data, in mm from the image's upper left corner, around `mask` (rows, columns).

    The path runs halfway between inside and outside pixels; an empty mask gives an empty path.

    Args:
        mask: Boolean, (rows, columns).
        pixel_mm: Height and width of a pixel.
        tolerance: By how many pixels the path may cut corners (Douglas and Peucker 1973); what vanishes by that is
            drawn as it is.
    """
    if not mask.any():
        return ""
    padded = np.pad(mask.astype(np.float32), 1)
    lines = contour_generator(z=padded, line_type=LineType.Separate).lines(0.5)
    height, width = pixel_mm
    parts = []
    for line in lines:
        # Index 1 of the padded mask is the first pixel, whose center lies half a pixel from the corner.
        points: np.ndarray = ((_without_straights(np.asarray(line)) - 0.5) * (width, height))[:-1]
        if tolerance:
            few = cv2.approxPolyDP(points.astype(np.float32), tolerance * min(pixel_mm), closed=True)[:, 0]
            points = few if len(few) > 3 else points
        parts.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z")
    return "".join(parts)


def _without_straights(line: np.ndarray) -> np.ndarray:
    """The closed line (points, 2) without points between two steps of the same direction."""
    steps = np.diff(line, axis=0)
    turns = np.any(~np.isclose(steps, np.roll(steps, 1, axis=0)), axis=1)
    kept = line[:-1][turns]
    return np.concatenate([kept, kept[:1]])
