import nibabel as nib
import numpy as np
import pytest

from segstudy.phantom.grid import draw_grid


def _grid(index, nominal=(96, 96, 32), seed=0):
    return draw_grid(nominal, index, 360.0, 195.0, np.random.default_rng(seed))


@pytest.mark.parametrize("index", range(6))
def test_coordinates_are_the_affine_relative_to_the_grids_middle(index):
    grid = _grid(index)
    voxels = np.random.default_rng(1).integers(0, grid.shape, size=(50, 3))
    middle = nib.affines.apply_affine(grid.affine, (np.array(grid.shape) - 1) / 2)
    expected = nib.affines.apply_affine(grid.affine, voxels) - middle
    result = np.stack([axis[tuple(voxels.T)] for axis in grid.coordinates()], axis=1)
    np.testing.assert_allclose(result, expected, atol=1e-3)


@pytest.mark.parametrize("index", range(6))
@pytest.mark.parametrize("nominal", [(96, 96, 32), (48, 48, 16), (160, 160, 64), (64, 48, 16)])
def test_grid_covers_the_same_chest_whatever_its_shape(index, nominal):
    grid = _grid(index, nominal)
    assert all(0.9 * n - 1 <= m <= 1.1 * n + 1 for n, m in zip(nominal, grid.shape, strict=True))
    extent = nib.affines.voxel_sizes(grid.affine) * grid.shape
    assert min(extent[:2]) == pytest.approx(360)
    assert extent[2] == pytest.approx(195)


def test_smallest_cohorts_already_mix_orientations():
    codes = ["".join(nib.aff2axcodes(_grid(index).affine)) for index in range(6)]
    assert codes[:2] == ["LPS", "RAS"]
    assert set(codes) == {"LPS", "RAS"}


def test_oblique_grids_are_turned_by_about_ten_degrees():
    angles = []
    for index in range(6):
        directions = np.abs(_grid(index).affine[:3, :3] / nib.affines.voxel_sizes(_grid(index).affine))
        angles.append(np.rad2deg(np.arccos(np.diag(directions).clip(max=1))).max())
    assert sum(angle < 1e-6 for angle in angles) == 4
    assert all(8 <= angle <= 12 for angle in angles if angle >= 1e-6)
