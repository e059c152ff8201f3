"""Displacements of many kinds, each made without the code that finds it."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.ndimage import affine_transform
from scipy.spatial.transform import Rotation

from segstudy.config.sections.correction_methods import METHODS
from segstudy.correction.affine import AffineTransform
from segstudy.correction.apply import correct_labels
from segstudy.correction.methods import estimate_by
from segstudy.volumes.overlap import overlap

SHAPE = (200, 190, 44)
SLOW = {"deadline": None, "max_examples": 6, "suppress_health_check": list(HealthCheck)}


def displaced_by(mask: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    pull = np.linalg.inv(matrix)
    moved = affine_transform(mask.astype(np.uint8), pull[:3, :3], pull[:3, 3], order=0, mode="grid-constant")
    return moved.astype(bool)


def turn_about(rotation: np.ndarray, pivot, translation) -> np.ndarray:
    matrix = np.eye(4)
    matrix[:3, :3] = rotation
    matrix[:3, 3] = np.asarray(pivot) - rotation @ np.asarray(pivot) + translation
    return matrix


def dice_after(displaced: np.ndarray, truth: np.ndarray, transform) -> float:
    corrected = correct_labels(displaced.astype(np.uint8), 1, transform).labels
    return overlap(corrected == 1, truth).dice


def check(heart, of_grid, affine, other_affine, space: str) -> None:
    """The displacement found in one patient repairs another as the exact inverse does, or a warning says why not."""
    reference = heart(SHAPE, (96, 92, 20), (26, 19, 10), 15.0)
    other = heart(SHAPE, (110, 80, 22), (22, 20, 11), 60.0)
    displaced = displaced_by(reference, of_grid(affine))
    displacement, estimate = estimate_by(METHODS["rigid"].estimator, displaced, reference, affine, space)
    moved = displaced_by(other, of_grid(other_affine))
    exact = dice_after(moved, other, AffineTransform.of(of_grid(other_affine)))
    dice = dice_after(moved, other, displacement.of(moved, other_affine))
    assert dice > exact - 0.01 or estimate.warnings, (dice, exact, estimate.iou_after)
    if displaced.sum() > 0.99 * reference.sum():  # not cut off at the volume's faces
        assert estimate.iou_after > 0.9


@settings(**SLOW)
@given(
    angle=st.floats(-45, 45).filter(lambda angle: abs(angle) > 4),
    pivot=st.tuples(st.floats(40, 160), st.floats(40, 150)),
    lands=st.tuples(st.floats(-60, 60), st.floats(-60, 60), st.integers(-7, 7)),
)
def test_turns_up_to_45_degrees_and_shifts_up_to_60_voxels(heart, angle, pivot, lands):
    rotation = Rotation.from_euler("z", angle, degrees=True).as_matrix()
    center = np.array([96.0, 92.0, 20.0])
    free = turn_about(rotation, (*pivot, 0.0), np.zeros(3))
    matrix = turn_about(rotation, (*pivot, 0.0), lands + center - (free @ [*center, 1])[:3])
    check(heart, lambda affine: matrix, np.diag([-0.977, -0.977, 2.5, 1]), np.diag([-1.2, -1.2, 3.0, 1]), "voxel")


@pytest.mark.slow
@settings(**{**SLOW, "max_examples": 4})
@given(
    angles=st.tuples(st.floats(-45, 45).filter(lambda angle: abs(angle) > 4), st.floats(-20, 20), st.floats(-20, 20)),
    shift=st.tuples(st.floats(-30, 30), st.floats(-30, 30), st.floats(-12, 12)),
    oblique=st.tuples(st.floats(-15, 15), st.floats(-15, 15), st.floats(-15, 15)),
    spacing=st.tuples(st.floats(0.8, 1.3), st.floats(0.8, 1.3), st.floats(2.0, 3.0)),
)
def test_turns_in_the_world_on_oblique_and_anisotropic_grids(heart, angles, shift, oblique, spacing):
    affine = np.eye(4)
    affine[:3, :3] = Rotation.from_euler("xyz", oblique, degrees=True).as_matrix() * spacing
    other = np.eye(4)
    other[:3, :3] = Rotation.from_euler("z", 5, degrees=True).as_matrix() * (1.0, 1.0, 2.5)
    rotation = Rotation.from_euler("zyx", angles, degrees=True).as_matrix()
    pivots = {id(grid): (grid @ [98.0, 90.0, 21.0, 1.0])[:3] for grid in (affine, other)}
    other[:3, 3] = pivots[id(affine)] - pivots[id(other)]  # both hearts near the place that is turned about
    world = turn_about(rotation, pivots[id(affine)], shift)
    check(heart, lambda grid: np.linalg.inv(grid) @ world @ grid, affine, other, "world")


def test_a_tilt_in_voxels_is_found_in_all_six_degrees_of_freedom(heart):
    rotation = Rotation.from_euler("zyx", (20, 8, -11), degrees=True).as_matrix()
    matrix = turn_about(rotation, (60, 60, 20), (14, -9, 2))
    check(heart, lambda affine: matrix, np.eye(4), np.eye(4), "voxel")


def test_one_pair_repairs_other_grids_only_in_the_space_it_was_made_in(heart):
    fine, coarse = np.diag([1.0, 1.0, 2.5, 1]), np.diag([1.5, 1.5, 2.5, 1])
    matrix = turn_about(Rotation.from_euler("z", 20, degrees=True).as_matrix(), (60, 60, 0), (20, 5, 2))
    mask = heart(SHAPE, (96, 92, 20), (26, 19, 10), 15.0)
    moved = displaced_by(mask, matrix)
    dice = {}
    for space in ("voxel", "world"):
        displacement, _ = estimate_by(METHODS["rigid"].estimator, moved, mask, fine, space)
        dice[space] = dice_after(moved, mask, displacement.of(moved, coarse))
    assert dice["voxel"] > 0.98 > 0.9 > dice["world"]


def test_elastix_from_the_volumes_own_positions_does_not_find_what_it_finds_from_matched_centroids():
    """Two masks far apart: by their centroids they are one, by their places nothing is alike, and nothing is raised."""
    pytest.importorskip("itk")
    mask, moved = np.zeros((2, 70, 60, 24), bool)
    mask[4:16, 6:14, 3:10] = True
    moved[52:64, 44:52, 12:19] = True
    after = {}
    for method in ("elastix_default", "elastix_rigid"):
        _, estimate = estimate_by(METHODS[method].estimator, moved, mask, np.diag([-2.0, -2.0, 3.0, 1]))
        after[method] = estimate.iou_after
    assert after["elastix_rigid"] > 0.95 and after["elastix_default"] < 0.5


@pytest.mark.parametrize("method", ["elastix_rigid", "elastix_affine"])
def test_elastix_finds_a_known_displacement(heart, method):
    pytest.importorskip("itk")
    mask = heart((90, 86, 28), (42, 40, 13), (16, 11, 7))
    matrix = turn_about(Rotation.from_euler("z", 18, degrees=True).as_matrix(), (20, 60, 0), (9, 4, 1))
    moved = displaced_by(mask, matrix)
    _, estimate = estimate_by(METHODS[method].estimator, moved, mask, np.diag([-0.9, -0.9, 2.5, 1]))
    assert estimate.dice_after > 0.95 > estimate.dice_before + 0.3
