"""A label that something speaks against, on its scan."""

import numpy as np
from markupsafe import Markup

from segstudy.drawing.palette import VERMILLION
from segstudy.drawing.planes import axial, axial_extent, pixel_mm
from segstudy.report.figures.framing import frame
from segstudy.report.figures.overlays import Overlay
from segstudy.report.figures.panels import Layer, Panel, panels
from segstudy.volumes.volume import Volume

AIR_HU = -300.0


def flagged(image: Volume, mask: np.ndarray, organ: str, name: str) -> Overlay:
    """The slice with most air inside the label, or where there is none the label's largest slice.

    Args:
        image: Upright (axes right, front, head) in Hounsfield units.
        mask: The label, upright too, not empty.
        organ: Its name.
        name: Unique in the page, safe as an id.
    """
    air = np.count_nonzero(mask & (image.array < AIR_HU), axis=(0, 1))
    areas = np.count_nonzero(mask, axis=(0, 1))
    index = int((air if 0 < air.sum() < areas.sum() / 2 else areas).argmax())
    rows, columns = frame(axial_extent(mask), pixel_mm(image), 35)
    here = axial(mask, index)[rows, columns]
    shown = [Panel("Scan", []), Panel("Label", [Layer(organ, here, VERMILLION)])]
    slices = mask.shape[2]
    alt = f"axial CT slice {index + 1} of {slices} with the outline of the {organ}"
    pixels = axial(image.array, index)[rows, columns]
    return Overlay(Markup(panels(pixels, pixel_mm(image), shown, name, alt)), index + 1, slices)
