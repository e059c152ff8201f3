"""An organ's label before and after it was moved back."""

import numpy as np
from markupsafe import Markup

from segstudy.drawing.palette import SKY, VERMILLION
from segstudy.drawing.planes import axial, axial_extent, pixel_mm
from segstudy.report.figures.framing import frame
from segstudy.report.figures.overlays import Overlay
from segstudy.report.figures.panels import Layer, Panel, panels
from segstudy.volumes.volume import Volume


def before_and_after(image: Volume, original: np.ndarray, corrected: np.ndarray, organ: str, name: str) -> Overlay:
    """The slice where the corrected organ is largest, with the original label and the corrected one.

    Args:
        image: Upright (axes right, front, head) in Hounsfield units.
        original: The organ's mask in the original label map, upright too.
        corrected: Its mask in the corrected label map, likewise.
        organ: Its name.
        name: Unique in the page, safe as an id.
    """
    areas = np.count_nonzero(corrected if corrected.any() else original, axis=(0, 1))
    index = int(areas.argmax())
    rows, columns = frame(axial_extent(original | corrected), pixel_mm(image), 35)
    old, new = (axial(mask, index)[rows, columns] for mask in (original, corrected))
    before = Layer(f"{organ}, original", old, VERMILLION)
    shown = [
        Panel("Original" if old.any() else "Original (not in this slice)", [before]),
        Panel("Corrected", [Layer(f"{organ}, corrected", new, SKY), _thin(before)]),
    ]
    slices = corrected.shape[2]
    alt = f"axial CT slice {index + 1} of {slices} with the outline of the {organ}"
    pixels = axial(image.array, index)[rows, columns]
    return Overlay(Markup(panels(pixels, pixel_mm(image), shown, name, alt)), index + 1, slices)


def _thin(layer: Layer) -> Layer:
    return Layer(layer.title, layer.mask, layer.color, tinted=False, dashed=True)
