"""How a displacement can be estimated. A new method is a function in `segstudy.correction` and an entry here."""

from typing import TYPE_CHECKING, Literal, NamedTuple


class CorrectionMethod(NamedTuple):
    """What is said of a method.

    Attributes:
        estimator: `module:attribute` of the function that estimates by it (see `segstudy.correction.methods`).
        words: What the displacement is estimated as, for the methods text.
        preference: Of methods that one reference cannot tell apart, that with the lowest is the best.
    """

    estimator: str
    words: str
    preference: int


METHODS = {
    "centroid": CorrectionMethod(
        "segstudy.correction.estimate:estimate_centroid", "the translation between the centroids", preference=5
    ),
    # about each case's own centroid, it fits the reference as well as `rigid`, and errs in everyone else
    "centroid_rotation": CorrectionMethod(
        "segstudy.correction.centroid_rotation:estimate_centroid_rotation",
        "the translation between the centroids, then the in-plane rotation of highest intersection over union, about "
        "each case's own centroid",
        preference=4,
    ),
    "rigid": CorrectionMethod(
        "segstudy.correction.estimate:estimate_rigid",
        "the translation between the centroids, then the in-plane rotation of highest intersection over union, "
        "expressed in voxel space about a fixed pivot",
        preference=1,
    ),
    "elastix_rigid": CorrectionMethod(
        "segstudy.correction.elastix:estimate_elastix_rigid",
        "Elastix's rigid registration of the masks' signed distance maps",
        preference=2,
    ),
    "elastix_affine": CorrectionMethod(
        "segstudy.correction.elastix:estimate_elastix_affine",
        "Elastix's affine registration of the masks' signed distance maps",
        preference=3,
    ),
}

if TYPE_CHECKING:
    MethodName = str
    MethodOrBest = str
else:  # a type checker knows no literals that are computed
    MethodName = Literal[tuple(METHODS)]
    MethodOrBest = Literal[(*METHODS, "best")]
