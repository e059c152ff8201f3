import itertools

import nibabel as nib
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segstudy.config.sections.preparation import PreparationSettings
from segstudy.preparation.grid import network_grid
from segstudy.volumes.grids.network_grid import NetworkGrid
from segstudy.volumes.volume import Volume

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
    reoriented = np.linalg.inv(flip)[:3, :3]
    rotation = nib.eulerangles.euler2mat(0, 0, tilt)
    return nib.affines.from_matvec(rotation @ reoriented @ np.diag(spacing), (5.0, -7.0, 11.0))


def scan_with_ball(codes, shape, spacing, tilt=0.0):
    affine = affine_of(codes, spacing, tilt)
    index = np.indices(shape).reshape(3, -1).T
    world = nib.affines.apply_affine(affine, index)
    center = nib.affines.apply_affine(affine, (np.array(shape) - 1) / 2)
    inside = (np.linalg.norm(world - center, axis=1) < min(np.array(shape) * spacing) * 0.35).reshape(shape)
    return Volume(np.where(inside, 40, -1000).astype(np.int16), affine), inside


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


def test_the_body_is_the_center_and_not_its_table_nor_its_lungs():
    rows, columns = np.indices((120, 160))
    body = ((rows - 50) / 30) ** 2 + ((columns - 90) / 45) ** 2 <= 1
    array = np.where(body, 40, -1000).astype(np.int16)
    array[((rows - 48) / 12) ** 2 + ((columns - 72) / 12) ** 2 <= 1] = -850
    array[84:86, 20:150] = array[96:98, 20:150] = 200
    scan = Volume(np.repeat(array.T[:, :, None], 6, axis=2), np.diag([-1, -1, 3, 1.0]))
    grid = network_grid(scan, PreparationSettings(size=(64, 96), fit="crop"))
    middle = np.array(grid.offset[1:]) + (np.array([64, 96]) - 1) / 2
    np.testing.assert_allclose(middle, (50, 90), atol=1.5)


def test_without_anything_dense_the_image_is_the_center():
    scan = Volume(np.full((40, 50, 4), -1000, np.int16), np.diag([-1, -1, 3, 1.0]))
    assert network_grid(scan, PreparationSettings(size=(20, 20), fit="crop")).offset[1:] == [15, 10]


def test_spacing_is_what_was_asked_for():
    scan, _ = scan_with_ball(("R", "A", "S"), (60, 50, 20), (0.9, 1.1, 2.5))
    grid = network_grid(scan, PreparationSettings(spacing_mm=(1.0, 1.25, 3.0), size=(64, 64)))
    np.testing.assert_allclose(grid.spacing_mm, (3.0, 1.25, 1.0))
    assert grid.shape == [round(20 * 2.5 / 3), 64, 64]


@settings(max_examples=60, deadline=None)
@given(
    shape=st.tuples(*[st.integers(5, 40)] * 3),
    spacing=st.tuples(*[st.floats(0.5, 3.0)] * 3),
    new=st.tuples(*[st.floats(0.5, 7.0)] * 3),
)
def test_every_voxel_of_the_scan_can_be_predicted_and_no_sample_lies_outside(shape, spacing, new):
    scan = Volume(np.full(shape, 40, np.int16), affine_of(("L", "P", "S"), spacing))
    grid = network_grid(scan, PreparationSettings(spacing_mm=new, size=None))
    everywhere = np.stack([np.zeros(grid.shape, np.float32), np.ones(grid.shape, np.float32)])
    assert grid.restore_classes(everywhere).all()
    assert (grid.sample_image(scan.array, fill=-1000) == 40).all()


def test_the_last_slices_of_a_long_scan_are_seen():
    """301 slices of 1 mm at 3 mm: with 100 slices the last is never anything but background."""
    scan = Volume(np.full((4, 4, 301), 40, np.int16), np.diag([-1, -1, 1, 1.0]))
    grid = network_grid(scan, PreparationSettings(spacing_mm=(1, 1, 3), size=None))
    assert grid.shape == [101, 4, 4] and grid.offset[0] == 0


def test_a_header_with_the_noise_of_a_rotation_interpolates_nothing():
    array = np.random.default_rng(0).integers(0, 9, (8, 9, 10)).astype(np.uint8)
    noisy = np.diag([-1, -1, 1 + 1e-8, 1])
    grid = network_grid(Volume(array, noisy), PreparationSettings(spacing_mm=(1, 1 - 1e-8, 1), size=None))
    assert grid.scale == [1, 1, 1]
    assert np.array_equal(grid.sample_label(array), array.transpose(2, 1, 0))


def test_outside_the_networks_grid_all_is_background():
    scan, _ = scan_with_ball(("L", "P", "S"), (40, 40, 6), (1.0, 1.0, 1.0))
    grid = network_grid(scan, PreparationSettings(size=(16, 16), fit="crop"))
    probabilities = np.zeros((2, *grid.shape), np.float32)
    probabilities[1] = 1
    assert grid.restore_classes(probabilities).sum() == 6 * 16 * 16


@pytest.mark.parametrize(
    ("changes", "scale", "offset"),
    [
        ({"spacing_mm": (2.0, 2.0, 6.0), "size": None}, [2, 2, 2], [0.5, 0.5, 0.5]),
        ({"spacing_mm": (2.0, 2.0, 3.0), "size": (20, 20), "fit": "crop"}, [1, 2, 2], [0, 30.5, 30.5]),
        ({"size": (41, 41), "fit": "crop"}, [1, 1, 1], [0, 30, 30]),
        ({"size": (25, 50), "fit": "resize"}, [1, 4, 2], [0, 1.5, 0.5]),
    ],
    ids=["resampled", "resampled and cut", "cut", "resized"],
)
def test_the_first_voxel_lies_where_the_same_tissue_is_covered(changes, scale, offset):
    scan = Volume(np.full((100, 100, 8), 40, np.int16), np.diag([-1, -1, 3, 1.0]))
    grid = network_grid(scan, PreparationSettings(**changes))
    assert (grid.scale, grid.offset) == (scale, offset)
