import numpy as np
import pytest
from PIL import Image

from segstudy.cases.checks.source import UnusableError
from segstudy.cases.pictures.masks import read_masks
from segstudy.cases.pictures.read import read_picture
from segstudy.cases.pictures.volumes import picture_volume
from segstudy.grids.orientation import axis_order, to_slices


def saved(path, array):
    Image.fromarray(array).save(path)
    return str(path)


def test_numbered_and_separate_objects_join_to_the_same_mask(tmp_path):
    rng = np.random.default_rng(1)
    numbers = rng.integers(0, 4, (12, 17)).astype(np.uint16) * 300  # 16 bits, as many nuclei need
    whole = saved(tmp_path / "whole.png", numbers)
    single = [saved(tmp_path / f"{n}.png", ((numbers == n) * 255).astype(np.uint8)) for n in (300, 600, 900)]
    joined = read_masks([whole], "instances", {"nucleus": 5})
    np.testing.assert_array_equal(joined, (numbers > 0) * 5)
    np.testing.assert_array_equal(read_masks(single, "instances", {"nucleus": 5}), joined)


def test_a_jpeg_mask_is_cut_at_half_so_that_its_noise_is_background(tmp_path):
    clean = np.zeros((40, 40), np.uint8)
    clean[10:30, 10:30] = 255
    Image.fromarray(clean).save(tmp_path / "m.jpg", quality=60)
    noisy = np.asarray(Image.open(tmp_path / "m.jpg"))
    assert len(np.unique(noisy)) > 2
    np.testing.assert_array_equal(read_masks([str(tmp_path / "m.jpg")], "binary", {"polyp": 1}), clean // 255)


def test_bilevel_masks_and_grey_ones_stored_as_rgb(tmp_path):
    mask = np.zeros((8, 8), bool)
    mask[2:5, 3] = True
    for values in ("binary", "instances"):
        np.testing.assert_array_equal(read_masks([saved(tmp_path / "b.png", mask)], values, {"a": 1}), mask)
    color = np.dstack([mask.astype(np.uint8) * 255] * 3)
    np.testing.assert_array_equal(read_masks([saved(tmp_path / "c.png", color)], "binary", {"a": 1}), mask)


def test_files_of_different_sizes_do_not_join(tmp_path):
    paths = [saved(tmp_path / f"{n}.png", np.full((n, 8), 255, np.uint8)) for n in (8, 9)]
    with pytest.raises(UnusableError, match="differ in size"):
        read_masks(paths, "instances", {"a": 1})
    with pytest.raises(UnusableError, match="masks of `classes` are one"):
        read_masks(paths, "classes", {"a": 1})


def test_brightness_of_colors_is_the_luma_of_bt_601(tmp_path):
    color = np.zeros((1, 3, 3), np.uint8)
    color[0, range(3), range(3)] = 255
    read = read_picture(saved(tmp_path / "c.png", color))
    np.testing.assert_allclose(read[0], [0.299 * 255, 0.587 * 255, 0.114 * 255], atol=1)


def test_a_network_sees_the_picture_upright():
    picture = np.arange(6, dtype=np.uint8).reshape(2, 3)
    volume = picture_volume(picture, None)
    assert volume.array.shape == (3, 2, 1) and volume.spacing == (1, 1, 1)
    np.testing.assert_array_equal(to_slices(volume.array, axis_order(volume.affine, "LPS"))[0], picture)
    assert picture_volume(picture, 0.25).spacing == (0.25, 0.25, 0.25)
