"""A slice of a scan beside maps of the same slice."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import matplotlib as mpl
import numpy as np
from markupsafe import Markup

from segstudy.drawing.bitmap import MOST_PIXELS, color_uri, window_of, windowed
from segstudy.drawing.planes import axial, axial_extent, pixel_mm
from segstudy.report.figures.framing import frame
from segstudy.volumes.volume import Volume

_PANEL = Markup(
    '<div class="panel"><svg class="slice" viewBox="0 0 {width:.1f} {height:.1f}" role="img" aria-label="{alt}">'
    '<image width="{width:.1f}" height="{height:.1f}" preserveAspectRatio="none" href="{uri}"/></svg>'
    "<p>{title}</p></div>"
)


@dataclass(frozen=True)
class MapPanel:
    """A map beside its scan.

    Attributes:
        title: Below the panel.
        values: (right, front, head), upright.
        colors: A color map of Matplotlib's.
        top: The value of its last color.
    """

    title: str
    values: np.ndarray
    colors: str
    top: float


def map_panels(image: Volume, maps: Sequence[MapPanel], index: int, interesting: np.ndarray, alt: str) -> Markup:
    """The scan and each map, on axial slice `index`, framed around `interesting` (right, front, head; of booleans)."""
    rows, columns = frame(axial_extent(interesting), pixel_mm(image))
    shown = windowed(axial(image.array, index)[rows, columns], window_of(image.array))
    images = [("Scan", shown if shown.ndim == 3 else np.repeat(shown[..., None], 3, axis=2))]
    for panel in maps:
        share = np.clip(axial(panel.values, index)[rows, columns] / max(panel.top, 1e-12), 0, 1)
        colored = mpl.colormaps[panel.colors](share)[..., :3]
        images.append((panel.title, np.rint(255 * colored).astype(np.uint8)))
    height, width = (n * mm for n, mm in zip(shown.shape[:2], pixel_mm(image), strict=True))
    made = [
        _PANEL.format(width=width, height=height, alt=f"{title}: {alt}", uri=color_uri(_smaller(pixels)), title=title)
        for title, pixels in images
    ]
    return Markup('<div class="panels">{}</div>').format(Markup("").join(made))


def _smaller(pixels: np.ndarray) -> np.ndarray:
    factor = MOST_PIXELS / max(pixels.shape)
    if factor >= 1:
        return pixels
    size = (max(1, round(pixels.shape[1] * factor)), max(1, round(pixels.shape[0] * factor)))
    return cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
