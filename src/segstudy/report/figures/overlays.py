"""A prediction beside its reference, on the slice that says most."""

from dataclasses import dataclass, field

import numpy as np
from markupsafe import Markup

from segstudy.drawing.bitmap import window_of
from segstudy.drawing.planes import axial, axial_extent, pixel_mm
from segstudy.report.figures.framing import frame
from segstudy.report.figures.panels import Layer, Panel, panels
from segstudy.volumes.overlap import overlap
from segstudy.volumes.volume import Volume


@dataclass(frozen=True)
class Overlay:
    """A figure, and which of how many axial slices (from the feet, 1 is the lowest) it shows.

    Attributes:
        html: The figure.
        number: Of its slice.
        slices: Of the volume.
        dice: Of each organ in that slice alone; without those that neither map has there.
    """

    html: Markup
    number: int
    slices: int
    dice: dict[str, float] = field(default_factory=dict)


def overlay(
    image: Volume,
    reference: np.ndarray,
    prediction: np.ndarray,
    organs: dict[str, int],
    colors: dict[str, str],
    name: str,
    show_error: bool = False,
) -> Overlay:
    """Scan, reference and prediction side by side.

    Args:
        image: Upright (axes right, front, head) in Hounsfield units.
        reference: Label map, upright too.
        prediction: Label map, upright too.
        organs: The organs to show, with their label integers; other labels count as background.
        colors: Of every organ, the same in all figures whatever each shows.
        name: Unique in the page, safe as an id.
        show_error: Take the slice where most voxels are wrong; else where the reference is largest.
    """
    labels = list(organs.values())
    reference = np.where(np.isin(reference, labels), reference, 0)
    prediction = np.where(np.isin(prediction, labels), prediction, 0)
    index = telling_slice(reference, prediction, show_error)
    rows, columns = frame(axial_extent((reference > 0) | (prediction > 0)), pixel_mm(image))
    truth, guess = (axial(labels, index)[rows, columns] for labels in (reference, prediction))

    def layers(labels_2d: np.ndarray, tinted: bool) -> list[Layer]:
        return [
            Layer(organ, labels_2d == label, colors[organ] if tinted else "#ffffff", tinted=tinted, dashed=not tinted)
            for organ, label in organs.items()
        ]

    shown = [
        Panel("Scan" if reference.shape[2] > 1 else "2D image", []),
        Panel("Reference", layers(truth, tinted=True)),
        Panel("Prediction", [*layers(guess, tinted=True), *layers(truth, tinted=False)]),
    ]
    slices = reference.shape[2]
    what = f"axial CT slice {index + 1} of {slices}" if slices > 1 else "2D image"
    alt = f"{what} with outlines of {', '.join(organs)}"
    pixels = axial(image.array, index)[rows, columns]
    dice = _dice(axial(reference, index), axial(prediction, index), organs)
    html = panels(pixels, pixel_mm(image), shown, name, alt, window_of(image.array), sides=slices > 1)
    return Overlay(html, index + 1, slices, dice)


def _dice(truth: np.ndarray, guess: np.ndarray, organs: dict[str, int]) -> dict[str, float]:
    dice = {organ: overlap(truth == label, guess == label).dice for organ, label in organs.items()}
    return {organ: value for organ, value in dice.items() if value == value}


def telling_slice(reference: np.ndarray, prediction: np.ndarray, show_error: bool) -> int:
    """The axial index where most voxels differ (`show_error`) or the reference is largest.

    Where that is zero everywhere: where the prediction is largest, or the middle.
    """
    candidates = (reference != prediction) if show_error else reference > 0
    for mask in (candidates, reference > 0, prediction > 0):
        areas = np.count_nonzero(mask, axis=(0, 1))
        if areas.any():
            return int(areas.argmax())
    return reference.shape[2] // 2
