"""An organ's label before and after it was moved back."""

import numpy as np
from markupsafe import Markup

from segstudy.report.figures.framing import frame
from segstudy.report.figures.overlays import Overlay
from segstudy.report.figures.panels import Layer, Panel, panels
from segstudy.report.figures.planes import axial, pixel_mm
from segstudy.report.palette import SKY, VERMILLION
from segstudy.volume import Volume


def before_and_after(image: Volume, handed_out: np.ndarray, corrected: np.ndarray, organ: str, name: str) -> Overlay:
    """The slice where the corrected organ is largest, with the label as handed out and as corrected.

    image: upright (axes right, front, head) in Hounsfield units. handed_out, corrected: the organ's masks,
    upright too.
    """
    areas = np.count_nonzero(corrected if corrected.any() else handed_out, axis=(0, 1))
    index = int(areas.argmax())
    rows, columns = frame(axial((handed_out | corrected).any(axis=2, keepdims=True), 0), pixel_mm(image), 35)
    old, new = (axial(mask, index)[rows, columns] for mask in (handed_out, corrected))
    before = Layer(f"{organ} as handed out", old, VERMILLION)
    shown = [
        Panel("As handed out" if old.any() else "As handed out (not in this slice)", [before]),
        Panel("Corrected", [Layer(f"{organ}, corrected", new, SKY), _thin(before)]),
    ]
    slices = corrected.shape[2]
    alt = f"axial CT slice {index + 1} of {slices} with the outline of the {organ}"
    picture = axial(image.array, index)[rows, columns]
    return Overlay(Markup(panels(picture, pixel_mm(image), shown, name, alt)), index + 1, slices)


def _thin(layer: Layer) -> Layer:
    return Layer(layer.title, layer.mask, layer.color, tinted=False, dashed=True)
