"""Whether what is called left lies on the patient's left."""

from collections.abc import Mapping
from typing import Any

import numpy as np

_OPPOSITE = {"left": "right", "right": "left", "l": "r", "r": "l", "lt": "rt", "rt": "lt"}
# Organs of the midline, whole words of their names: what a side is told by where its partner was not drawn.
_MIDLINE = {"spinal", "spine", "cord", "vertebra", "vertebrae", "trachea", "esophagus", "sternum", "sacrum", "prostate"}
# A partner nearer to the midline than this lies on no side.
CLEAR_MM = 5.0


def side_of(organ: str) -> str | None:
    """`left` or `right`, as an organ's name says; None where it says neither or both."""
    sides = {_OPPOSITE[_OPPOSITE[word]] for word in _words(organ) if word in _OPPOSITE}
    named = {"left" if side.startswith("l") else "right" for side in sides}
    return named.pop() if len(named) == 1 else None


def partner_of(organ: str, organs: Mapping[str, Any]) -> str | None:
    """The same organ on the other side, among `organs`; None where there is none."""
    swapped = [_OPPOSITE.get(word, word) for word in _words(organ)]
    return next((other for other in organs if other != organ and _words(other) == swapped), None)


def _words(organ: str) -> list[str]:
    return organ.lower().replace("-", "_").replace(" ", "_").split("_")


def on_wrong_side(case: Mapping[str, Mapping[str, Any]]) -> dict[str, float]:
    """The organs of one case that lie on the other side than their names say.

    By the scanner's coordinates, whose first points to the patient's right: the networks learned from the same labels
    and cannot tell.

    Args:
        case: Plain values of `Measured`, by organ.

    Returns:
        How far, in mm, each lies from its partner, or where that was not drawn from the organs of the midline.
    """
    across = {organ: row["centroid"][0] for organ, row in case.items() if row["centroid"]}
    middle = [place for organ, place in across.items() if _MIDLINE & {*_words(organ)}]
    found = {}
    for organ, place in across.items():
        side, partner = side_of(organ), partner_of(organ, across)
        other = across[partner] if partner else float(np.mean(middle)) if middle else None
        if side is None or other is None:
            continue
        away = place - other if side == "left" else other - place
        if away > CLEAR_MM:
            found[organ] = float(away)
    return found
