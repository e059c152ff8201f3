"""Whether a grid is one that a scanner can have: spacing, length and place."""

from collections.abc import Sequence

from segstudy.cases.checks.header import Header
from segstudy.cases.text import extent, number

SPACING_MM = (0.01, 100.0)
"""Between neighboring voxels, along any axis."""

LONGEST_MM = 2500.0
"""No scanner sees farther along any axis; resampling what claims to be longer would fill the memory."""

FARTHEST_MM = 100_000.0
"""Of the first voxel from the origin; farther out, single-precision headers cannot tell neighboring voxels apart."""

# headers hold single-precision numbers
ROUNDING = 1e-5


def check_geometry(shape: Sequence[int], spacing: Sequence[float], origin: Sequence[float]) -> list[str]:
    """Reasons why no scan lies on this grid.

    Args:
        shape: Voxels along each axis.
        spacing: In mm, likewise.
        origin: Where the first voxel lies, in mm.
    """
    low, high = SPACING_MM
    if min(spacing) < low * (1 - ROUNDING) or max(spacing) > high * (1 + ROUNDING):
        return [
            f"spacing {extent(spacing)} mm: no scan's lies outside {number(low)} to {number(high)}; is it in "
            "millimeters? repair the header"
        ]
    longest = max(count * step for count, step in zip(shape, spacing, strict=True))
    if longest > LONGEST_MM * (1 + ROUNDING):
        return [
            f"is {longest / 1000:.3g} m long by its header, and scanners see {LONGEST_MM / 1000:g} m at most; is its "
            "spacing in millimeters?"
        ]
    farthest = max(abs(value) for value in origin)
    if farthest > FARTHEST_MM:
        return [f"lies {farthest / 1000:.3g} m from the origin by its header; repair its affine"]
    return []


def check_header_geometry(header: Header) -> list[str]:
    """`check_geometry` of a header; nothing where the header's own checks say that it describes no volume."""
    if len(header.shape) != 3 or not header.has_valid_affine:
        return []
    return check_geometry(header.shape, header.spacing.tolist(), header.affine[:3, 3].tolist())
