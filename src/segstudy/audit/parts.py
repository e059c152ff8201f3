"""The largest part of a label that most networks contradict."""

from dataclasses import dataclass

import numpy as np

from segstudy.audit.consensus import signed_distance
from segstudy.volumes.connected import connected_components

# Of the networks: so many must say otherwise.
MOST = 0.75
# An outline drawn by hand errs by about this much or by a slice, whichever is more.
OUTLINE_MM = 3.0


@dataclass(frozen=True)
class Part:
    """A connected part in which most networks say otherwise than the label, farther than an outline errs.

    Attributes:
        ml: Its volume, and what lies between it and the label's border.
        missing: Whether the networks see the organ there and the label does not.
        index: The axial index, from the feet, where it is largest.
    """

    ml: float
    missing: bool
    index: int


def largest_part(
    label: np.ndarray, votes: np.ndarray, networks: int, spacing: tuple[float, float, float]
) -> Part | None:
    """The largest part that most networks contradict; None where there is none.

    Args:
        label: Boolean, axes right, front, head.
        votes: How many networks see the organ in each voxel.
        networks: How many were asked.
        spacing: In mm.
    """
    needed = np.ceil(MOST * networks)
    field = signed_distance(label, spacing)
    depth = max(OUTLINE_MM, *spacing)
    found = []
    for missing in (True, False):
        against = ~label & (votes >= needed) if missing else label & (networks - votes >= needed)
        core = against & (np.abs(field) > depth)
        if not core.any():
            continue
        pieces, count = connected_components(against)
        sizes = np.bincount(pieces.ravel(), minlength=count + 1)
        # of the pieces that reach deep
        deep = np.unique(pieces[core])
        largest = deep[int(sizes[deep].argmax())]
        where = pieces == largest
        index = int(np.count_nonzero(where, axis=(0, 1)).argmax())
        found.append(Part(int(sizes[largest]) * float(np.prod(spacing)) / 1000, missing, index))
    return max(found, key=lambda part: part.ml, default=None)
