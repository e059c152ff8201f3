import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segstudy.config.sections.representations import CropSettings
from segstudy.representations.crop import Crop, Square, square

ROWS, COLUMNS = np.indices((256, 256))


def certain(label, classes=2):
    return (label == np.arange(classes)[:, None, None]).astype(np.float32)


def dice(one, other):
    return 2 * (one & other).sum() / (one.sum() + other.sum())


@pytest.mark.parametrize(("row", "column", "radius", "size"), [(128, 128, 40, 256), (60, 190, 25, 64), (6, 8, 10, 128)])
def test_a_mask_comes_back_as_it_was(row, column, radius, size):
    mask = ((ROWS - row) ** 2 + (COLUMNS - column) ** 2 < radius**2).astype(np.uint8)
    crop = Crop(CropSettings(size=size))
    [view] = crop.parameters(mask)
    back = crop.inverse(certain(crop.label(mask, view)), view, mask.shape)
    assert dice(back.argmax(axis=0) == 1, mask == 1) >= 0.985
    assert np.allclose(back.sum(axis=0), 1, atol=1e-5)


def test_a_box_is_padded_squared_and_shifted_into_the_slice():
    classes = np.zeros((160, 160), np.uint8)
    classes[70:90, 60:100] = 1  # 20 high, 40 wide; an eighth of the slice is 20
    classes[0:10, 150:160] = 2
    crop = Crop(CropSettings(padding=0.125, padding_of="slice"))
    assert crop.parameters(classes) == [Square(40, 40, 80), Square(0, 130, 30)]


@pytest.mark.parametrize(("size", "filled"), [(32, 25), (64, 42)])
def test_an_object_fills_a_small_view_as_published(size, filled):
    """An eighth of what the network sees is around it: 30 pixels become 30 / 38 of 32, and 30 / 46 of 64."""
    classes = np.zeros((256, 256), np.uint8)
    classes[100:130, 100:130] = 1
    crop = Crop(CropSettings(size=size))
    [view] = crop.parameters(classes)
    assert crop.label(classes, view).any(axis=0).sum() == pytest.approx(filled, abs=1)


def test_objects_are_dropped_by_their_longer_side():
    """A thin vessel stays, a speck goes, however many pixels either has."""
    classes = np.zeros((64, 64), np.uint8)
    classes[10, 10:15] = 1
    classes[30:34, 30:34] = 1
    assert [each.top for each in Crop(CropSettings(padding=0)).parameters(classes)] == [8]
    assert len(Crop(CropSettings(least_side_px=4)).parameters(classes)) == 2
    assert len(Crop(CropSettings(least_side_px=1, least_pixels=6)).parameters(classes)) == 1
    # as before there was a side
    assert len(Crop.from_spec({"kind": "crop"}).parameters(classes)) == 2


@given(
    st.tuples(st.integers(1, 90), st.integers(1, 90)),
    st.lists(st.integers(-20, 110), min_size=4, max_size=4),
)
def test_squares_hold_their_box_and_lie_in_slices_that_hold_them(shape, ends):
    (top, bottom), (left, right) = sorted(ends[:2]), sorted(ends[2:])
    found = square(top, bottom, left, right, shape)
    assert found.side == max(bottom - top, right - left, 1)
    for start, length in zip(found[:2], shape, strict=True):
        if length >= found.side:
            assert start >= 0 and start + found.side <= length
        else:
            assert start <= 0 and start + found.side >= length


def test_at_the_same_size_a_crop_is_cut_out_bit_for_bit():
    image = np.random.default_rng(0).normal(size=(100, 120)).astype(np.float32)
    crop = Crop(CropSettings(size=32))
    assert np.array_equal(crop.image(image, Square(10, 20, 32), 0), image[10:42, 20:52])
    probabilities = np.stack([1 - image[:32, :32], image[:32, :32]])
    back = crop.inverse(probabilities, Square(10, 20, 32), image.shape)
    assert np.array_equal(back[1, 10:42, 20:52], image[:32, :32])
    assert back[1].sum() == pytest.approx(image[:32, :32].sum(), rel=1e-3)
    assert (back[0, :10] == 1).all()


def test_what_lies_outside_the_slice_is_dark_and_background():
    image, label = np.ones((32, 64), np.float32), np.ones((32, 64), np.uint8)
    crop = Crop(CropSettings(size=64))
    whole = crop.whole(image.shape)
    assert whole == Square(-16, 0, 64)
    assert (crop.image(image, whole, -5)[:15] == -5).all() and not crop.label(label, whole)[:15].any()
    back = crop.inverse(certain(crop.label(label, whole)), whole, image.shape)
    assert (back.argmax(axis=0) == 1).mean() > 0.95


def test_noise_moves_each_side_by_no_more_than_the_settings_say():
    crop, rng = Crop(CropSettings(noise_px=16)), np.random.default_rng(4)
    still, shape = Square(100, 100, 60), (256, 256)
    moved = [crop.noisy(still, shape, rng) for _ in range(500)]
    sides = [each.side for each in moved]
    assert min(sides) < 55 and 85 < max(sides) <= 92
    assert all(each.top >= 84 - 16 and each.top + each.side <= 176 + 16 for each in moved)
    assert crop.noisy(still, shape, np.random.default_rng(5)) == crop.noisy(still, shape, np.random.default_rng(5))
    assert Crop(CropSettings(noise_px=0)).noisy(still, shape, rng) == still


def test_noise_keeps_squares_in_small_slices_and_never_empty():
    crop, rng = Crop(CropSettings(noise_px=40)), np.random.default_rng(6)
    for _ in range(200):
        moved = crop.noisy(Square(20, 20, 8), (48, 64), rng)
        assert 1 <= moved.side <= 64


def test_views_are_fused_by_or():
    """Two crops that each know their own object; a third says nothing where the others say something."""
    one, other, both = np.zeros((3, 3, 8, 8), np.float32)
    one[1, :4] = 0.7
    other[2, 3:] = 0.8
    for view in (one, other, both):
        view[0] = 1 - view.sum(axis=0)
    fused = Crop(CropSettings()).fuse([one, other, both], [Square(0, 0, 8)] * 3)
    classes = fused.argmax(axis=0)
    assert (classes[:3] == 1).all() and (classes[3:] == 2).all()
    assert fused[1, 0, 0] == pytest.approx(0.7)


def test_a_pixel_of_the_view_shows_the_middle_of_what_it_covers():
    crop = Crop(CropSettings(size=64))
    columns = crop.image(COLUMNS.astype(np.float32), Square(10, 20, 128), 0)
    rows = crop.image(ROWS.astype(np.float32), Square(10, 20, 128), 0)
    np.testing.assert_allclose(columns[0], 20.5 + 2 * np.arange(64), atol=1e-3)
    np.testing.assert_allclose(rows[:, 0], 10.5 + 2 * np.arange(64), atol=1e-3)
