import itertools

import nibabel as nib
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segstudy.config.preparation import PreparationSettings
from segstudy.grids.network_grid import NetworkGrid, network_grid
from segstudy.grids.orientation import axis_order, from_slices, to_slices
from segstudy.volume import Volume

ORIENTATIONS = [
    tuple(codes) for axes in itertools.permutations(("LR", "PA", "SI")) for codes in itertools.product(*axes)
]


def affine_of(codes, spacing, tilt=0.0):
    flip = nib.orientations.inv_ornt_aff(
        nib.orientations.ornt_transform(
            nib.orientations.axcodes2ornt(codes), nib.orientations.axcodes2ornt(("R", "A", "S"))
        ),
        (1, 1, 1),
    )
    turned = np.linalg.inv(flip)[:3, :3]
    rotation = nib.eulerangles.euler2mat(0, 0, tilt)
    return nib.affines.from_matvec(rotation @ turned @ np.diag(spacing), (5.0, -7.0, 11.0))


def scan_with_ball(codes, shape, spacing, tilt=0.0):
    affine = affine_of(codes, spacing, tilt)
    index = np.indices(shape).reshape(3, -1).T
    world = nib.affines.apply_affine(affine, index)
    centre = nib.affines.apply_affine(affine, (np.array(shape) - 1) / 2)
    inside = (np.linalg.norm(world - centre, axis=1) < min(np.array(shape) * spacing) * 0.35).reshape(shape)
    return Volume(np.where(inside, 40, -1000).astype(np.int16), affine), inside


@pytest.mark.parametrize("codes", ORIENTATIONS, ids="".join)
def test_turning_brings_every_orientation_to_lps_and_back(codes):
    array = np.random.default_rng(0).integers(0, 99, (3, 4, 5))
    affine = affine_of(codes, (1, 2, 3))
    assert nib.aff2axcodes(affine) == codes
    order = axis_order(affine, "LPS")
    turned = to_slices(array, order)
    np.testing.assert_array_equal(from_slices(turned, order), array)
    expected = nib.as_closest_canonical(nib.Nifti1Image(array.astype(np.int16), affine)).get_fdata()
    np.testing.assert_array_equal(turned, expected[::-1, ::-1, :].transpose(2, 1, 0))


@settings(max_examples=40, deadline=None)
@given(
    codes=st.sampled_from(ORIENTATIONS),
    shape=st.tuples(*[st.integers(14, 40)] * 3),
    spacing=st.tuples(*[st.floats(0.7, 3.0)] * 3),
    new=st.one_of(st.none(), st.tuples(*[st.floats(0.7, 2.0)] * 3)),
    tilt=st.floats(-0.3, 0.3),
)
def test_a_ball_comes_back_to_its_own_grid(codes, shape, spacing, new, tilt):
    scan, inside = scan_with_ball(codes, shape, spacing, tilt)
    chosen = PreparationSettings(spacing_mm=new, size=(256, 256))
    grid = NetworkGrid.from_json(network_grid(scan, chosen).to_json())
    sampled = grid.sample_image(inside.astype(np.float32), fill=0)
    assert list(sampled.shape) == grid.shape
    back = grid.restore_classes(np.stack([1 - sampled, sampled]))
    assert back.shape == scan.array.shape
    dice = 2 * (back.astype(bool) & inside).sum() / (back.sum() + inside.sum())
    # Sampling coarser than the ball's own voxels loses some of its surface.
    coarse = new is not None and any(n > o for n, o in zip(new, sorted(spacing), strict=True))
    assert dice >= (0.9 if coarse else 0.97)


def test_without_resampling_and_resizing_nothing_changes():
    scan, _ = scan_with_ball(("L", "P", "S"), (32, 32, 10), (1.0, 1.0, 2.0))
    grid = network_grid(scan, PreparationSettings(size=(32, 32), fit="crop"))
    assert grid.scale == [1, 1, 1]
    np.testing.assert_array_equal(grid.sample_image(scan.array, fill=-1000), scan.array.transpose(2, 1, 0))


def test_crop_keeps_spacing_and_follows_the_body():
    array = np.full((100, 80, 4), -1000, np.int16)
    array[60:90, 10:40] = 40
    grid = network_grid(Volume(array, np.diag([-1, -1, 1, 1.0])), PreparationSettings(size=(40, 48), fit="crop"))
    sampled = grid.sample_image(array, fill=-1000)
    assert sampled.shape == (4, 40, 48)
    assert (sampled > 0).sum() == (array > 0).sum()
    body = np.argwhere(sampled[0] > 0).mean(axis=0)
    np.testing.assert_allclose(body, (19.5, 23.5), atol=1)


def test_spacing_is_what_was_asked_for():
    scan, _ = scan_with_ball(("R", "A", "S"), (60, 50, 20), (0.9, 1.1, 2.5))
    grid = network_grid(scan, PreparationSettings(spacing_mm=(1.0, 1.25, 3.0), size=(64, 64)))
    np.testing.assert_allclose(grid.spacing_mm, (3.0, 1.25, 1.0))
    assert grid.shape == [round(20 * 2.5 / 3), 64, 64]


def test_outside_the_networks_view_all_is_background():
    scan, _ = scan_with_ball(("L", "P", "S"), (40, 40, 6), (1.0, 1.0, 1.0))
    grid = network_grid(scan, PreparationSettings(size=(16, 16), fit="crop"))
    probabilities = np.zeros((2, *grid.shape), np.float32)
    probabilities[1] = 1
    assert grid.restore_classes(probabilities).sum() == 6 * 16 * 16


def test_another_volume_is_refused():
    scan, _ = scan_with_ball(("L", "P", "S"), (20, 20, 6), (1.0, 1.0, 1.0))
    with pytest.raises(ValueError, match="is not the grid's"):
        network_grid(scan, PreparationSettings(size=(16, 16))).sample_label(np.zeros((20, 20, 7), np.uint8))
