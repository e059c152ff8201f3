"""A case's label map as a student is taught: what somebody drew, and what a teacher says of the rest."""

from collections.abc import Collection, Mapping

import numpy as np


def taught_labels(
    predicted: np.ndarray, drawn: np.ndarray | None, organs: Mapping[str, int], annotated: Collection[str]
) -> np.ndarray:
    """Label integers, (i, j, k): a drawn organ where it was drawn, elsewhere what the teacher calls an undrawn organ.

    Args:
        predicted: The teacher's label integers.
        drawn: Those of people; None where nobody drew any.
        organs: Label integer of each organ.
        annotated: The organs that people drew here.
    """
    undrawn = [integer for organ, integer in organs.items() if drawn is None or organ not in annotated]
    taught = np.where(np.isin(predicted, undrawn), predicted, 0)
    if drawn is not None:
        known = np.isin(drawn, [organs[organ] for organ in annotated])
        taught = np.where(known, drawn, taught)
    return taught
