"""All six degrees of freedom of a rigid displacement, where a turn within the slices does not explain it."""

import itertools

import numpy as np
from scipy.ndimage import map_coordinates
from scipy.optimize import least_squares, minimize
from scipy.spatial.transform import Rotation

from segstudy.correction.affine import AffineTransform, Transform
from segstudy.correction.resample import move
from segstudy.correction.signed_distance import signed_distance
from segstudy.volumes.overlap import Overlap

BAND_VOXELS = 3.0
POINTS = 4000
TILTS_DEG = (0.0, -20.0, 20.0, -40.0, 40.0)
STARTS = 8
POLISH = (1.0, 1.0, 1.0, 0.5, 0.5, 0.5)  # degrees and steps
TRIES = 400
STEP = 0.05  # degrees and voxels, over which a field sampled at voxels has a slope


def refine(displaced: np.ndarray, correct: np.ndarray, start: Transform, frame: np.ndarray) -> AffineTransform:
    """The rigid displacement, in the space of `frame`, that takes `correct` best onto `displaced`.

    The signed distances to both surfaces are made equal near the surface by least squares (after Fitzgibbon
    2003, Robust registration of 2D and 3D point sets), from several tilts; the highest IoU wins.

    Args:
        displaced: Boolean mask of the organ as displaced, (i, j, k).
        correct: Its correct mask, of the same grid.
        start: True voxel to displaced voxel, near the answer but for tilts up to about 45 degrees.
        frame: (3, 3) voxels to the space in which the transform is rigid: the identity for voxels, the affine's linear
            part for mm.
    """
    steps = np.linalg.norm(frame, axis=0)
    points, target = _band(correct, steps)
    field, corner = _distance_field(displaced, steps, margin=8)
    center = np.argwhere(correct).mean(axis=0)
    back = np.linalg.inv(frame)
    linear = frame @ start.matrix[:3, :3] @ back
    level = Rotation.from_matrix(_nearest_rotation(linear))
    destination = frame @ start(center[None])[0]

    def candidate(values: np.ndarray, base: Rotation) -> AffineTransform:
        turn = (Rotation.from_rotvec(values[:3], degrees=True) * base).as_matrix()
        matrix = np.eye(4)
        matrix[:3, :3] = back @ turn @ frame
        matrix[:3, 3] = back @ (destination + values[3:] * steps.min()) - matrix[:3, :3] @ center
        return AffineTransform.of(matrix)

    def residuals(values: np.ndarray, base: Rotation) -> np.ndarray:
        moved = candidate(values, base)(points)
        inside = ((moved > -0.5) & (moved < np.array(displaced.shape) - 0.5)).all(axis=1)
        distances = map_coordinates(field, (moved - corner).T, order=1, mode="nearest")
        return np.where(inside, distances - target, 0.0) / steps.min()

    def slopes(values: np.ndarray, base: Rotation) -> np.ndarray:
        columns = [residuals(values + step, base) - residuals(values - step, base) for step in np.eye(6) * STEP]
        return np.stack([column / 2 / STEP for column in columns], 1)

    bases = [
        Rotation.from_rotvec(np.array([*tilt, 0.0]), degrees=True) * turned
        for tilt in itertools.product(TILTS_DEG, repeat=2)
        for turned in (level, level * Rotation.from_euler("z", 180, degrees=True))
    ]
    bases.sort(key=lambda base: float(np.square(residuals(np.zeros(6), base)[::8]).sum()))
    fitted = [
        (base, least_squares(residuals, np.zeros(6), slopes, args=(base,), loss="soft_l1", max_nfev=40).x)
        for base in bases[:STARTS]
    ]
    base, values = max(fitted, key=lambda fit: displaced_iou(displaced, correct, candidate(fit[1], fit[0])))
    # distances blur what nearest neighbor made of the organ: the last tenths of a voxel are the overlap's to say
    simplex = np.vstack([values, values + np.diag(POLISH)])

    def loss(values: np.ndarray) -> float:
        return -displaced_iou(displaced, correct, candidate(values, base))

    polished = minimize(
        loss,
        values,
        method="Nelder-Mead",
        options={"initial_simplex": simplex, "maxfev": TRIES, "xatol": 0.01, "fatol": 1e-5},
    )
    return candidate(polished.x, base)


def displaced_iou(displaced: np.ndarray, correct: np.ndarray, transform: Transform) -> float:
    """IoU of `correct`, displaced by `transform`, with `displaced`."""
    moved, box = move(correct, transform)
    return Overlap(int(moved.sum()), int(displaced.sum()), int(np.count_nonzero(moved & displaced[box]))).iou


def restored_iou(displaced: np.ndarray, correct: np.ndarray, transform: Transform) -> float:
    """IoU of `displaced`, moved back by the inverse of `transform`, with `correct`."""
    moved, box = move(displaced, transform.inverse())
    return Overlap(int(moved.sum()), int(correct.sum()), int(np.count_nonzero(moved & correct[box]))).iou


def _band(mask: np.ndarray, steps: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Voxels near the surface, (n, 3), and their signed distances."""
    field, corner = _distance_field(mask, steps, margin=4)
    near = np.argwhere(np.abs(field) < BAND_VOXELS * steps.max())
    inside = near + corner
    near = near[((inside >= 0) & (inside < mask.shape)).all(axis=1)]
    near = near[np.random.default_rng(0).permutation(len(near))[:POINTS]]
    return (near + corner).astype(float), field[tuple(near.T)]


def _distance_field(mask: np.ndarray, steps: np.ndarray, margin: int) -> tuple[np.ndarray, np.ndarray]:
    """`signed_distance` whose jump across the surface is halved."""
    field, corner = signed_distance(mask, steps, margin)
    return (field - np.sign(field) * 0.5 * steps.min()).astype(np.float64), corner


def _nearest_rotation(linear: np.ndarray) -> np.ndarray:
    """The rotation nearest to a (3, 3) matrix: its orthogonal polar factor."""
    left, _, right = np.linalg.svd(linear)
    rotation = left @ right
    return rotation if np.linalg.det(rotation) > 0 else left @ np.diag([1, 1, -1]) @ right
