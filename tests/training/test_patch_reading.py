import numpy as np
import pytest
from scipy.ndimage import center_of_mass

from segstudy.config.sections.patches import PatchSettings
from segstudy.training.patch_reading import Change, anywhere, around_voxel, draw_change, read_patch
from segstudy.volumes.cache import CachedSlices, write_image_cache, write_label_cache


@pytest.fixture
def ramp(tmp_path):
    """Every voxel's value is its place; a small blob of class 1 lies off the centre."""
    size = (12, 20, 24)
    image = np.arange(np.prod(size), dtype=np.int16).reshape(size)
    label = np.zeros(size, np.uint8)
    label[5:8, 12:15, 4:7] = 1
    write_image_cache(tmp_path / "c.image.b2nd", image, 1.0, 0.0)
    write_label_cache(tmp_path / "c.label.b2nd", label)
    return CachedSlices(str(tmp_path / "c")), image, label


def test_a_plain_patch_is_a_part_of_the_volume(ramp):
    slices, image, label = ramp
    found = read_patch(slices, (2, 5, 7), (6, 8, 10), Change())
    np.testing.assert_array_equal(found[0], image[2:8, 5:13, 7:17])
    np.testing.assert_array_equal(found[1], label[2:8, 5:13, 7:17])


def test_a_volume_smaller_than_the_patch_lies_amid_its_background_value(ramp):
    slices, image, label = ramp
    start = around_voxel((3, 10, 10), slices.shape, (16, 20, 24))
    assert start == (-2, 0, 0)
    found = read_patch(slices, start, (16, 20, 24), Change())
    np.testing.assert_array_equal(found[0][2:14], image)
    np.testing.assert_array_equal(found[1][2:14], label)
    assert (found[0][[0, 1, 14, 15]] == image.min()).all() and not found[1][[0, 1, 14, 15]].any()


def test_mirroring_turns_image_and_label_alike(ramp):
    slices, image, label = ramp
    found = read_patch(slices, (0, 0, 0), (12, 20, 24), Change(flips=(0, 2)))
    np.testing.assert_array_equal(found[0], image[::-1, :, ::-1])
    np.testing.assert_array_equal(found[1], label[::-1, :, ::-1])


def test_a_quarter_turn_is_that_of_numpy(ramp):
    slices, image, label = ramp
    found = read_patch(slices, (2, 3, 5), (8, 14, 14), Change(rotate_deg=90))
    box = (slice(2, 10), slice(3, 17), slice(5, 19))
    np.testing.assert_array_equal(found[1], np.rot90(label[box], axes=(1, 2)))
    np.testing.assert_allclose(found[0], np.rot90(image[box], axes=(1, 2)), atol=0.01)


def test_zoom_enlarges_about_the_centre_and_reads_what_lies_beyond(ramp):
    slices, _, label = ramp
    small, large = (read_patch(slices, (2, 4, 2), (8, 12, 12), Change(zoom=zoom))[1] for zoom in (0.8, 1.5))
    assert small.sum() < label.sum() < large.sum()
    middle = np.array([3.5, 5.5, 5.5])
    offset = np.array(center_of_mass(label)) - (2, 4, 2) - middle
    np.testing.assert_allclose(center_of_mass(small) - middle, 0.8 * offset, atol=0.5)


def test_patches_lie_inside_and_hold_their_voxel():
    rng = np.random.default_rng(0)
    for _ in range(200):
        voxel = rng.integers(0, (12, 20, 24))
        start = np.array(around_voxel(voxel, (12, 20, 24), (8, 8, 7)))
        assert (start >= 0).all() and (start + (8, 8, 7) <= (12, 20, 24)).all()
        assert (start <= voxel).all() and (voxel < start + (8, 8, 7)).all()


def test_patches_lie_anywhere():
    rng = np.random.default_rng(0)
    drawn = np.array([anywhere((10, 12, 5), (8, 7, 9), rng) for _ in range(400)])
    assert set(drawn[:, 0]) == {0, 1, 2}
    assert set(drawn[:, 1]) == {0, 1, 2, 3, 4, 5}
    assert set(drawn[:, 2]) == {-2}


def test_nothing_is_mirrored_turned_or_enlarged_unless_asked_for():
    rng = np.random.default_rng(0)
    assert all(draw_change(PatchSettings(), rng) == Change() for _ in range(20))
    asked = PatchSettings(flips=["columns"], rotate_deg=10, zoom=0.1)
    drawn = [draw_change(asked, rng) for _ in range(200)]
    assert {change.flips for change in drawn} == {(), (2,)}
    assert 8 < max(abs(change.rotate_deg) for change in drawn) <= 10
    assert 0.9 <= min(change.zoom for change in drawn) < max(change.zoom for change in drawn) <= 1.1
