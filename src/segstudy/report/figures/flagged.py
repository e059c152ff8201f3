"""A label that something speaks against, on its scan."""

import numpy as np
from markupsafe import Markup

from segstudy.report.figures.framing import frame
from segstudy.report.figures.overlays import Overlay
from segstudy.report.figures.panels import Layer, Panel, panels
from segstudy.report.figures.planes import axial, pixel_mm
from segstudy.report.palette import VERMILLION
from segstudy.volume import Volume

AIR_HU = -300.0


def flagged(image: Volume, mask: np.ndarray, organ: str, name: str) -> Overlay:
    """The slice with most air inside the label, or where there is none the label's largest slice.

    image: upright (axes right, front, head) in Hounsfield units; mask: upright too, not empty.
    """
    air = np.count_nonzero(mask & (image.array < AIR_HU), axis=(0, 1))
    areas = np.count_nonzero(mask, axis=(0, 1))
    index = int((air if 0 < air.sum() < areas.sum() / 2 else areas).argmax())
    rows, columns = frame(axial(mask.any(axis=2, keepdims=True), 0), pixel_mm(image), 35)
    here = axial(mask, index)[rows, columns]
    shown = [Panel("Scan", []), Panel("Label", [Layer(organ, here, VERMILLION)])]
    slices = mask.shape[2]
    alt = f"axial CT slice {index + 1} of {slices} with the outline of the {organ}"
    picture = axial(image.array, index)[rows, columns]
    return Overlay(Markup(panels(picture, pixel_mm(image), shown, name, alt)), index + 1, slices)
