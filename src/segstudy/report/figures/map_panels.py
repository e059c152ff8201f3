"""A slice of a scan beside maps of the same slice."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import matplotlib as mpl
import numpy as np
from markupsafe import Markup

from segstudy.report.figures.bitmap import MOST_PIXELS, color_uri, windowed
from segstudy.report.figures.framing import frame
from segstudy.report.figures.planes import axial, pixel_mm
from segstudy.volume import Volume

_PANEL = Markup(
    '<div class="panel"><svg class="slice" viewBox="0 0 {width:.1f} {height:.1f}" role="img" aria-label="{alt}">'
    '<image width="{width:.1f}" height="{height:.1f}" preserveAspectRatio="none" href="{uri}"/></svg>'
    "<p>{title}</p></div>"
)


@dataclass(frozen=True)
class MapPanel:
    """values: (right, front, head), upright. colors: a color map of Matplotlib's. top: the value of its last color."""

    title: str
    values: np.ndarray
    colors: str
    top: float


def map_panels(image: Volume, maps: Sequence[MapPanel], index: int, interesting: np.ndarray, alt: str) -> Markup:
    """The scan and each map, on axial slice `index`, framed around `interesting` (right, front, head; of booleans)."""
    rows, columns = frame(axial(interesting.any(axis=2, keepdims=True), 0), pixel_mm(image))
    grey = windowed(axial(image.array, index)[rows, columns])
    pictures = [("Scan", np.repeat(grey[..., None], 3, axis=2))]
    for panel in maps:
        share = np.clip(axial(panel.values, index)[rows, columns] / max(panel.top, 1e-12), 0, 1)
        colored = mpl.colormaps[panel.colors](share)[..., :3]
        pictures.append((panel.title, np.rint(255 * colored).astype(np.uint8)))
    height, width = (n * mm for n, mm in zip(grey.shape, pixel_mm(image), strict=True))
    made = [
        _PANEL.format(width=width, height=height, alt=f"{title}: {alt}", uri=color_uri(_smaller(picture)), title=title)
        for title, picture in pictures
    ]
    return Markup('<div class="panels">{}</div>').format(Markup("").join(made))


def _smaller(picture: np.ndarray) -> np.ndarray:
    factor = MOST_PIXELS / max(picture.shape)
    if factor >= 1:
        return picture
    size = (max(1, round(picture.shape[1] * factor)), max(1, round(picture.shape[0] * factor)))
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
