"""The methods' names and where each is; imports no arrays, since every job's start asks for it."""

from collections.abc import Iterable

# Method: the module that estimates by it.
MODULES = {
    "centroid": "segstudy.correction.estimate",
    "centroid_rotation": "segstudy.correction.centroid_rotation",
    "rigid": "segstudy.correction.estimate",
    "elastix_rigid": "segstudy.correction.elastix",
    "elastix_affine": "segstudy.correction.elastix",
}


def modules_of(methods: Iterable[str]) -> list[str]:
    """The modules that `methods` load when they run."""
    return sorted({MODULES[method] for method in methods})
