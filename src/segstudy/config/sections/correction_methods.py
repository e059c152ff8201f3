"""How a displacement can be estimated. A new method is a function in `segstudy.correction` and an entry here."""

from typing import TYPE_CHECKING, Literal, NamedTuple


class CorrectionMethod(NamedTuple):
    """What is said of a method.

    Attributes:
        estimator: `module:attribute` of the function that estimates by it (see `segstudy.correction.methods`).
        words: What the displacement is estimated as, for the methods text.
        preference: Of methods that one reference cannot tell apart, that with the lowest is the best.
        pitfall: Why it fails where it does; empty of one of which nothing is known.
    """

    estimator: str
    words: str
    preference: int
    pitfall: str = ""


METHODS = {
    "centroid": CorrectionMethod(
        "segstudy.correction.estimate:estimate_centroid",
        "the translation between the centroids",
        preference=5,
        pitfall="it knows of no turn",
    ),
    # about each case's own centroid, it fits the reference as well as `rigid`, and errs in everyone else
    "centroid_rotation": CorrectionMethod(
        "segstudy.correction.centroid_rotation:estimate_centroid_rotation",
        "the translation between the centroids, then the in-plane rotation of highest intersection over union, about "
        "each case's own centroid",
        preference=4,
        pitfall="it turns each case about its own centroid, and all were turned about one place",
    ),
    "rigid": CorrectionMethod(
        "segstudy.correction.estimate:estimate_rigid",
        "the translation between the centroids, then the in-plane rotation of highest intersection over union, "
        "expressed in voxel space about a fixed pivot",
        preference=1,
    ),
    "elastix_rigid": CorrectionMethod(
        "segstudy.correction.elastix:estimate_elastix_rigid",
        "Elastix's rigid registration of the masks' signed distance maps, started from matched centroids",
        preference=2,
    ),
    "elastix_affine": CorrectionMethod(
        "segstudy.correction.elastix:estimate_elastix_affine",
        "Elastix's affine registration of the masks' signed distance maps, started from matched centroids",
        preference=3,
    ),
    # as a person would first do; for comparison
    "elastix_default": CorrectionMethod(
        "segstudy.correction.elastix:estimate_elastix_default",
        "Elastix's rigid registration of the two masks with its default parameters, started from the volumes' own "
        "positions",
        preference=6,
        pitfall="where two masks hardly overlap, a registration that starts from the volumes' own positions stops at "
        "the first place where they look somewhat alike",
    ),
}

if TYPE_CHECKING:
    MethodName = str
    MethodOrBest = str
else:  # a type checker knows no literals that are computed
    MethodName = Literal[tuple(METHODS)]
    MethodOrBest = Literal[(*METHODS, "best")]
