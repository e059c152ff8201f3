"""Elastix on the two masks' signed distance maps, for comparison with what was made for this problem.

Klein et al. 2010, elastix: a toolbox for intensity-based medical image registration; Shamonin et al. 2014.
Loading it takes seconds, so that one process should register all it can; only this file imports it.
"""

import math
from collections.abc import Mapping

import itk
import numpy as np

from segstudy.correction.affine import AffineTransform
from segstudy.correction.displacement import Space
from segstudy.correction.estimate import VOXELS, Estimate, check_pair, summarize
from segstudy.correction.match import centroid
from segstudy.correction.signed_distance import signed_distance
from segstudy.volumes.box import enclosing_box

# ITK loads its libraries when a name is first used: now, and not within the first registration.
_LOADED = (itk.ParameterObject, itk.elastix_registration_method, itk.image_from_array)

REACH_MM = 30.0  # distances are clipped here: what is far from both organs says nothing of them
RESOLUTIONS = 4
ITERATIONS = 500
SAMPLES = 4000
DISTANCES = {
    "Metric": "AdvancedMeanSquares",
    "MaximumNumberOfIterations": str(ITERATIONS),
    "NumberOfSpatialSamples": str(SAMPLES),
}


def estimate_elastix_rigid(
    displaced: np.ndarray, correct: np.ndarray, affine: np.ndarray = VOXELS, space: Space = "voxel"
) -> Estimate:
    """Displacement by Elastix's rigid registration (EulerTransform, six degrees of freedom, in mm).

    The registration starts where the masks' centroids coincide.

    Args:
        displaced: Boolean mask of the organ as displaced, (i, j, k).
        correct: Its correct mask, of the same grid.
        affine: (4, 4) of the grid, whose spacing is registered in.
        space: Changes nothing.

    Raises:
        StudyError: Where the masks tell no displacement.
    """
    return _estimate(displaced, correct, affine, "rigid")


def estimate_elastix_affine(
    displaced: np.ndarray, correct: np.ndarray, affine: np.ndarray = VOXELS, space: Space = "voxel"
) -> Estimate:
    """Displacement by Elastix's affine registration (twelve degrees of freedom); else as the rigid one."""
    return _estimate(displaced, correct, affine, "affine")


def estimate_elastix_default(
    displaced: np.ndarray, correct: np.ndarray, affine: np.ndarray = VOXELS, space: Space = "voxel"
) -> Estimate:
    """Displacement as a person would first ask Elastix for it: the two masks, its default rigid parameters.

    The registration starts from the volumes' own positions and compares the masks themselves. Where it gives up,
    nothing is moved.

    Args:
        displaced: Boolean mask of the organ as displaced, (i, j, k).
        correct: Its correct mask, of the same grid.
        affine: (4, 4) of the grid, whose spacing is registered in.
        space: Changes nothing.

    Raises:
        StudyError: Where the masks tell no displacement.
    """
    check_pair(displaced, correct)
    scale = np.linalg.norm(affine[:3, :3], axis=0)
    matrix, warnings = np.eye(4), []
    try:
        images = [_as_image(mask.astype(np.float32), scale, np.zeros(3)) for mask in (correct, displaced)]
        linear, offset = _register(images[0], images[1], "rigid", {})
        matrix[:3, :3] = linear * scale[None, :] / scale[:, None]
        matrix[:3, 3] = offset / scale
    except RuntimeError:
        warnings.append("Elastix, started from the volumes' own positions, gave up")
    return summarize(displaced, correct, AffineTransform.of(matrix), warnings)


def _estimate(displaced: np.ndarray, correct: np.ndarray, affine: np.ndarray, kind: str) -> Estimate:
    check_pair(displaced, correct)
    scale = np.linalg.norm(affine[:3, :3], axis=0)
    centers = [centroid(mask[box], box) for mask in (correct, displaced) for box in [enclosing_box(mask)]]
    linear, offset = _register(_image(correct, scale, centers[0]), _image(displaced, scale, centers[1]), kind)
    # both images have their organ's centroid at the origin, axes as in the array, in mm
    matrix = np.eye(4)
    matrix[:3, :3] = linear * scale[None, :] / scale[:, None]
    matrix[:3, 3] = offset / scale + centers[1] - matrix[:3, :3] @ centers[0]
    return summarize(displaced, correct, AffineTransform.of(matrix), [])


def _image(mask: np.ndarray, scale: np.ndarray, center: np.ndarray) -> "itk.Image":
    """Signed distance in mm around the mask, positive inside, with the physical origin at `center`."""
    field, first = signed_distance(mask, scale, np.ceil(REACH_MM / scale))
    return _as_image(np.clip(field, -REACH_MM, REACH_MM), scale, (first - center) * scale)


def _as_image(array: np.ndarray, scale: np.ndarray, origin: np.ndarray) -> "itk.Image":
    # ITK's axes run from the fastest in memory
    image = itk.image_from_array(np.ascontiguousarray(array.T, dtype=np.float32))
    image.SetSpacing([float(step) for step in scale])
    image.SetOrigin([float(x) for x in origin])
    return image


def _register(
    fixed: "itk.Image", moving: "itk.Image", kind: str, more: Mapping[str, str] = DISTANCES
) -> tuple[np.ndarray, np.ndarray]:
    """Elastix's x → A x + b from fixed to moving, in mm.

    Args:
        fixed: The image that lies where it is.
        moving: The image that is registered to it.
        kind: `rigid` or `affine`.
        more: Where parameters are others than Elastix's own.
    """
    parameters = itk.ParameterObject.New()
    settings = parameters.GetDefaultParameterMap(kind, RESOLUTIONS)
    for name, value in more.items():
        settings[name] = [value]
    settings["AutomaticTransformInitialization"] = ["false"]
    settings["RandomSeed"] = ["1"]
    settings["WriteResultImage"] = ["false"]
    parameters.AddParameterMap(settings)
    _, result = itk.elastix_registration_method(
        fixed, moving, parameter_object=parameters, log_to_console=False, number_of_threads=1
    )
    registered = result.GetParameterMap(0)
    values = np.array([float(value) for value in registered["TransformParameters"]])
    pivot = np.array([float(value) for value in registered["CenterOfRotationPoint"]])
    if kind == "rigid":
        linear, shift = _euler(*values[:3]), values[3:]
    else:
        linear, shift = values[:9].reshape(3, 3), values[9:]
    return linear, shift + pivot - linear @ pivot


def _euler(x: float, y: float, z: float) -> np.ndarray:
    """ITK's Euler3DTransform, angles in radians: Rz Rx Ry."""
    cx, sx, cy, sy, cz, sz = math.cos(x), math.sin(x), math.cos(y), math.sin(y), math.cos(z), math.sin(z)
    about_x = np.array([[1, 0, 0], [0, cx, -sx], [0, sx, cx]])
    about_y = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    about_z = np.array([[cz, -sz, 0], [sz, cz, 0], [0, 0, 1]])
    return about_z @ about_x @ about_y
