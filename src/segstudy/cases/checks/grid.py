"""Whether image and label map share one grid."""

from segstudy.cases.checks.header import Header
from segstudy.cases.text import extent, number
from segstudy.volumes.grids.corners import GRID_TOLERANCE, corner_distance


def check_same_grid(image: Header, label: Header) -> list[str]:
    """Reasons why a label map does not lie on its image, one each."""
    if image.shape != label.shape:
        return [f"image and label map have different shapes: {extent(image.shape)} and {extent(label.shape)}"]
    if not (image.has_valid_affine and label.has_valid_affine and len(image.shape) == 3):
        return []  # the header's own errors say it
    distance_mm = corner_distance(image.shape, image.affine, label.affine)
    if distance_mm <= GRID_TOLERANCE * image.spacing.min():
        return []
    why = "if they were drawn on this scan, give the label map the image's header"
    if image.orientation != label.orientation:
        what = f"orientation {image.orientation} and {label.orientation}"
    elif abs(image.spacing - label.spacing).max() > 0.01 * image.spacing.min():
        what = f"spacing {extent(image.spacing)} and {extent(label.spacing)} mm"
    else:
        what = f"same shape and spacing, shifted or turned (origins {_origin(image)} and {_origin(label)})"
    return [f"image and label map have different affines: corners up to {number(distance_mm)} mm apart ({what}); {why}"]


def _origin(header: Header) -> str:
    return "(" + ", ".join(number(value) for value in header.affine[:3, 3]) + ")"
