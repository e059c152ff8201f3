import numpy as np
import pytest
from PIL import Image

from segstudy.cases.checks.source import UnusableError
from segstudy.cases.images.masks import read_masks
from segstudy.cases.images.read import read_image2d
from segstudy.cases.images.volume import one_slice_volume
from segstudy.volumes.grids.orientation import axis_order, to_slices


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


def test_bilevel_masks_and_gray_ones_stored_as_rgb(tmp_path):
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
    read = read_image2d(saved(tmp_path / "c.png", color))
    np.testing.assert_allclose(read[0], [0.299 * 255, 0.587 * 255, 0.114 * 255], atol=1)


def test_a_network_sees_the_image_upright():
    image = np.arange(6, dtype=np.uint8).reshape(2, 3)
    volume = one_slice_volume(image, None)
    assert volume.array.shape == (3, 2, 1) and volume.spacing == (1, 1, 1)
    np.testing.assert_array_equal(to_slices(volume.array, axis_order(volume.affine, "LPS"))[0], image)
    assert one_slice_volume(image, 0.25).spacing == (0.25, 0.25, 0.25)


def test_a_palette_is_read_by_its_indices_and_black_and_white_is_the_one_organ(tmp_path):
    indices = np.array([[0, 1, 2], [2, 0, 1]], np.uint8)
    colored = Image.fromarray(indices, mode="P")
    colored.putpalette([0, 0, 0, 200, 30, 30, 30, 30, 200])
    colored.save(tmp_path / "palette.png", bits=4)
    read = read_masks([str(tmp_path / "palette.png")], "classes", {"cell": 1, "edge": 2})
    np.testing.assert_array_equal(read, indices)
    Image.fromarray(np.where(indices == 1, 255, 0).astype(np.uint8)).save(tmp_path / "white.png")
    white = [str(tmp_path / "white.png")]
    np.testing.assert_array_equal(read_masks(white, "classes", {"cell": 3}), 3 * (indices == 1))
    # of several organs nobody can know which it is
    assert read_masks(white, "classes", {"cell": 1, "edge": 2}).max() == 255
