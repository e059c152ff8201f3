import numpy as np
import pytest

from segstudy.volumes.cache import CachedSlices, write_image_cache, write_label_cache


def test_slices_come_back_as_stored_and_as_the_network_sees_them(tmp_path):
    rng = np.random.default_rng(1)
    image = rng.integers(-1000, 1000, (5, 16, 24)).astype(np.int16)
    label = rng.integers(0, 5, (5, 16, 24)).astype(np.uint8)
    write_image_cache(tmp_path / "c.image.b2nd", image, slope=0.25, intercept=-1.5)
    write_label_cache(tmp_path / "c.label.b2nd", label)
    slices = CachedSlices(str(tmp_path / "c"))
    assert len(slices) == 5
    assert slices.shape == (5, 16, 24)
    for index in range(5):
        np.testing.assert_array_equal(slices.stored(index), image[index])
        np.testing.assert_array_equal(slices.label(index), label[index])
        np.testing.assert_allclose(slices.image(index), image[index] * 0.25 - 1.5)
        assert slices.image(index).dtype == np.float32
    assert slices.background_value == pytest.approx(image.min() * 0.25 - 1.5)
    box = (slice(1, 4), slice(2, 9), slice(0, 24))
    np.testing.assert_allclose(slices.image_box(box), image[box] * 0.25 - 1.5)
    np.testing.assert_array_equal(slices.label_box(box), label[box])


def test_same_slices_are_the_same_bytes(tmp_path):
    image = np.arange(2 * 8 * 8, dtype=np.int16).reshape(2, 8, 8)
    for name in ("a", "b"):
        write_image_cache(tmp_path / f"{name}.image.b2nd", image, 1, 0)
    assert (tmp_path / "a.image.b2nd").read_bytes() == (tmp_path / "b.image.b2nd").read_bytes()


def test_other_types_are_refused(tmp_path):
    with pytest.raises(TypeError, match="int16"):
        write_image_cache(tmp_path / "c.image.b2nd", np.zeros((1, 8, 8), np.float32), 1, 0)
    with pytest.raises(TypeError, match="uint8"):
        write_label_cache(tmp_path / "c.label.b2nd", np.zeros((1, 8, 8), np.int16))


def test_an_image_in_colors_has_three_planes_a_slice(tmp_path):
    image = np.random.default_rng(3).integers(0, 255, (2, 3, 16, 24)).astype(np.int16)
    write_image_cache(tmp_path / "c.image.b2nd", image.reshape(-1, 16, 24), 0.5, 1.0, planes=3)
    slices = CachedSlices(str(tmp_path / "c"))
    assert slices.planes == 3 and len(slices) == 2 and slices.shape == (2, 16, 24)
    for index in range(2):
        np.testing.assert_array_equal(slices.stored(index), image[index])
        np.testing.assert_array_equal(slices.image(index), image[index] * 0.5 + 1)
