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


@settings(max_examples=60, deadline=None)
@given(
    codes=st.sampled_from(ORIENTATIONS),
    axis=st.integers(0, 2),
    slices=st.tuples(st.integers(1, 12), st.integers(1, 12)),
    scale=st.one_of(st.just(1.0), st.floats(0.3, 3.0)),
    offset=st.one_of(st.integers(-3, 3).map(float), st.floats(-3, 3)),
    cuts=st.sets(st.integers(1, 11)),
)
def test_a_part_at_a_time_gives_the_classes_of_all_at_once(codes, axis, slices, scale, offset, cuts):
    order = axis_order(affine_of(codes, (1, 1, 1)), "LPS")
    native, seen, scales, offsets = [7, 5, 4], [5, 6, 4], [1.3, 0.8, 1.0], [-0.4, 0.1, 0.0]
    native[axis], seen[axis], scales[axis], offsets[axis] = *slices, scale, offset
    own = from_slices(np.empty(native), order).shape
    grid = NetworkGrid([list(turn) for turn in order], list(own), seen, scales, offsets, [1.0] * 3)
    probabilities = np.random.default_rng(0).random((3, *seen), np.float32)
    best = [grid.restore_values(one, float(index == 0)) for index, one in enumerate(probabilities)]
    edges = [0, *sorted(cut for cut in cuts if cut < seen[axis]), seen[axis]]
    kept = np.empty_like(probabilities)  # overwritten as one goes

    def slabs():
        for start, stop in itertools.pairwise(edges):
            slab = np.moveaxis(np.moveaxis(kept, axis + 1, 0)[: stop - start], 0, axis + 1)
            slab[:] = probabilities.take(range(start, stop), axis + 1)
            yield slice(start, stop), slab

    found = grid.restore_class_slabs(slabs(), axis)
    # sums in another order: where two classes are as probable as can be told apart, either may win
    margin = np.sort(best, axis=0)
    clear = margin[-1] - margin[-2] > 1e-5
    np.testing.assert_array_equal(found[clear], np.argmax(best, axis=0)[clear])
    assert clear.mean() > 0.9
