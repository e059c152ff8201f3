"""A label beside what networks that never saw it say, on one slice."""

from collections.abc import Mapping

import numpy as np

from segstudy.drawing.bitmap import window_of
from segstudy.drawing.palette import VERMILLION
from segstudy.drawing.planes import axial, axial_extent, pixel_mm
from segstudy.report.figures.framing import frame
from segstudy.report.figures.overlays import Overlay, telling_slice
from segstudy.report.figures.panels import Layer, Panel, panels
from segstudy.volumes.volume import Volume


def doubted(
    image: Volume, mask: np.ndarray, predictions: Mapping[str, np.ndarray], organ: str, index: int | None, name: str
) -> Overlay:
    """Scan, label, and the label dashed on the arms' predictions.

    Args:
        image: Upright (axes right, front, head).
        mask: The label of one organ, upright too.
        predictions: That organ as each arm predicts it, upright too.
        organ: Its name.
        index: The axial slice; None for the one in which the label is largest.
        name: Unique in the page, safe as an id.
    """
    together = np.logical_or.reduce([mask, *predictions.values()])
    if index is None:
        index = telling_slice(mask.astype(np.uint8), together.astype(np.uint8), show_error=False)
    rows, columns = frame(axial_extent(together), pixel_mm(image), 35)

    def here(volume: np.ndarray) -> np.ndarray:
        return axial(volume, index)[rows, columns]

    label = Layer(f"{organ}, label", here(mask), VERMILLION)
    dashed = Layer(f"{organ}, label", here(mask), "#ffffff", tinted=False, dashed=True)
    shown = [Panel("Scan", []), Panel("Label", [label])]
    shown += [
        Panel(f"Predicted by {arm}", [Layer(f"{organ}, {arm}", here(own), VERMILLION), dashed])
        for arm, own in predictions.items()
    ]
    slices = mask.shape[2]
    what = f"axial slice {index + 1} of {slices}" if slices > 1 else "2D image"
    alt = f"{what} with the outline of the {organ}"
    window, sides = window_of(image.array), slices > 1
    html = panels(here(image.array), pixel_mm(image), shown, name, alt, window, sides=sides)
    return Overlay(html, index + 1, slices)
