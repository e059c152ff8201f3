import numpy as np
import pytest

from segstudy.cases.images.volume import one_slice_volume
from segstudy.config.sections.preparation import PreparationSettings
from segstudy.preparation.prepare import outside_warning, prepare_colors, prepare_image, prepare_label
from segstudy.volumes.label_map import class_indices
from segstudy.volumes.rounded import scaled
from segstudy.volumes.volume import Volume

LPS = np.diag([-1.0, -1.0, 2.0, 1.0])


def scan(outlier=31743):
    array = np.random.default_rng(3).normal(40, 30, (24, 24, 6)).astype(np.int16)
    array[:4] = -1000
    array[20, 20, 3] = outlier
    return Volume(array, LPS)


def as_network_sees(normalized):
    return normalized.stored * normalized.slope + normalized.intercept


def test_raw_is_the_published_baseline_eight_bits_of_each_scans_range():
    volume = scan()
    normalized, _ = prepare_image(volume, PreparationSettings(size=(24, 24)))
    low, high = -1000, 31743
    expected = np.rint((volume.array.transpose(2, 1, 0) - low) * (255 / (high - low))) / 255
    np.testing.assert_allclose(as_network_sees(normalized), expected, atol=1e-6)
    tissue = volume.array.transpose(2, 1, 0)
    in_window = (tissue > -100) & (tissue < 160)
    assert len(np.unique(normalized.stored[in_window])) <= 4


def test_full_clips_first_and_then_standardizes():
    volume = scan()
    chosen = PreparationSettings(clip_hu=(-1000, 1000), normalize="zscore", size=(24, 24), fit="crop")
    normalized, _ = prepare_image(volume, chosen)
    clipped = np.clip(volume.array, -1000, 1000).astype(float)
    hu = normalized.stored.astype(float)
    assert (hu.min(), hu.max()) == (-1000, 1000)
    np.testing.assert_allclose(as_network_sees(normalized).mean(), 0, atol=1e-4)
    np.testing.assert_allclose(as_network_sees(normalized).std(), 1, atol=1e-4)
    assert np.isin(clipped, hu).all()


def test_float_scans_are_rounded_and_constant_scans_do_not_divide_by_zero():
    volume = Volume(np.full((16, 16, 3), 7.4, np.float32), LPS)
    for normalization in ("minmax", "zscore"):
        normalized, _ = prepare_image(volume, PreparationSettings(normalize=normalization, size=(16, 16)))
        assert np.isfinite(as_network_sees(normalized)).all()


@pytest.mark.parametrize("spacing", [None, (1.5, 1.5, 3.0)])
def test_labels_hold_no_class_that_was_not_there(spacing):
    labels = np.zeros((24, 24, 6), np.int16)
    labels[6:12, 6:12] = 7
    labels[12:18, 12:18] = 3
    labels[2:4, 2:4] = 200
    _, grid = prepare_image(scan(), PreparationSettings(spacing_mm=spacing, size=(32, 32)))
    prepared = prepare_label(class_indices(labels, [3, 7]), grid, 2)
    assert prepared.classes.dtype == np.uint8
    assert set(np.unique(prepared.classes)) == {0, 1, 2}
    assert prepared.outside == [0, 0]


def test_voxels_outside_the_networks_grid_are_counted():
    labels = np.zeros((24, 24, 6), np.uint8)
    labels[4:, 0, :] = 3
    _, grid = prepare_image(scan(), PreparationSettings(size=(8, 8), fit="crop"))
    prepared = prepare_label(class_indices(labels, [3]), grid, 1)
    assert prepared.outside == [20 * 6]
    assert not prepared.classes.any()


@pytest.fixture
def body():
    """Air with a body in it, 2 × 2 × 3 mm, axes to the left, back and head; a label inside the body."""
    array = np.full((40, 36, 20), -1000, np.int16)
    array[8:30, 10:28, 3:17] = 50
    label = np.zeros(array.shape, np.uint8)
    label[12:20, 15:22, 6:12] = 4
    return Volume(array, np.diag([-2.0, -2.0, 3.0, 1.0])), label


def test_the_box_of_the_body_comes_back_to_the_scans_own_grid(body):
    volume, label = body
    settings = PreparationSettings(
        orientation="RAS", clip_hu=(-100, 100), normalize="unit", crop="foreground", size=None
    )
    normalized, grid = prepare_image(volume, settings)
    assert normalized.stored.shape == (14, 18, 22)
    np.testing.assert_allclose(as_network_sees(normalized), 0.75)
    prepared = prepare_label(class_indices(label, [4]), grid, 1)
    assert prepared.outside == [0] and prepared.classes.sum() == (label == 4).sum()
    probabilities = np.stack([prepared.classes == 0, prepared.classes == 1]).astype(np.float16)
    np.testing.assert_array_equal(grid.restore_classes(probabilities), label == 4)


def test_with_another_spacing_and_a_margin_it_comes_back_nearly(body):
    volume, label = body
    settings = PreparationSettings(
        orientation="RAS", spacing_mm=(1.5, 1.5, 2.0), crop="foreground", margin_mm=5, size=None, normalize="zscore"
    )
    normalized, grid = prepare_image(volume, settings)
    # 22 + 2 · 3, 18 + 2 · 3 and 14 + 2 · 2 voxels
    assert normalized.stored.shape == (18 * 3 // 2, 24 * 4 // 3, 28 * 4 // 3 + 1)
    prepared = prepare_label(class_indices(label, [4]), grid, 1)
    probabilities = np.stack([prepared.classes == 0, prepared.classes == 1]).astype(np.float32)
    result, truth = grid.restore_classes(probabilities), label == 4
    assert 2 * (result & truth).sum() / (result.sum() + truth.sum()) > 0.85


def test_a_scan_of_air_is_kept_whole(body):
    volume, _ = body
    air = volume.with_array(np.full_like(volume.array, -1000))
    normalized, _ = prepare_image(air, PreparationSettings(crop="foreground", size=None))
    assert normalized.stored.shape == (20, 36, 40)


def test_what_is_cut_off_is_told_with_its_share():
    labels = np.zeros((24, 24, 6), np.int16)
    labels[2:22, 10:14] = 3
    labels[10:12, 10:12] = 7
    _, grid = prepare_image(
        Volume(np.full(labels.shape, 40, np.int16), LPS), PreparationSettings(size=(24, 16), fit="crop")
    )
    prepared = prepare_label(class_indices(labels, [3, 7]), grid, 2)
    assert prepared.voxels == [20 * 4 * 6 - 24, 24] and prepared.outside == [4 * 4 * 6, 0]
    assert outside_warning(["heart", "aorta"], prepared).startswith("21 % of heart outside what a network sees")
    assert outside_warning(["heart", "aorta"], prepared).endswith("a coarser `spacing_mm`, or another `crop`")
    assert outside_warning(["heart", "aorta"], prepared, is_2d_image=True).endswith("larger `size`, or `fit: resize`")
    without_heart = class_indices(np.where(labels == 3, 0, labels), [3, 7])
    assert outside_warning(["heart", "aorta"], prepare_label(without_heart, grid, 2)) == ""


def test_scans_are_resampled_as_the_study_says_and_labels_by_fractions_always():
    array = np.random.default_rng(0).integers(-100, 100, (24, 20, 12)).astype(np.int16)
    scan = Volume(array, np.diag([-1.0, -1.0, 2.0, 1.0]))
    settings = {name: PreparationSettings(spacing_mm=(1.5, 1.5, 2), interpolation=name) for name in ("linear", "cubic")}
    images, grids = zip(*(prepare_image(scan, each) for each in settings.values()), strict=True)
    assert grids[0] == grids[1] and not np.array_equal(images[0].stored, images[1].stored)
    assert "image by cubic splines, labels by fractions" in settings["cubic"].in_words()
    labels = (array > 0).astype(np.uint8)
    assert np.array_equal(*(prepare_label(labels, grid, 1).classes for grid in grids))


@pytest.mark.parametrize(
    "settings",
    [
        {"normalize": "zscore"},
        {"normalize": "unit", "clip_hu": (100, 700)},
        {"percentile": (2, 98)},
        {"crop": "foreground", "foreground_hu": 300, "size": None},
    ],
)
def test_a_scan_in_fractions_is_prepared_as_the_same_in_whole_numbers(settings):
    values = np.random.default_rng(2).integers(0, 1000, (20, 24, 6)).astype(np.float32)
    values[:4] = 0
    volume = Volume(values, np.diag([1, 1, 2, 1.0]))
    # the same scan, its values a thousandth
    fractions, scale = scaled(values / 1000)
    names = {"clip_hu": lambda pair: tuple(each / 1000 for each in pair), "foreground_hu": lambda value: value / 1000}
    fine = {key: names[key](value) if key in names else value for key, value in settings.items()}
    images, grids = zip(
        prepare_image(volume, PreparationSettings(**settings)),
        prepare_image(volume.with_array(fractions), PreparationSettings(**fine), scale),
        strict=True,
    )
    assert scale == 2**15 and grids[0] == grids[1]
    seen = [image.stored * image.slope + image.intercept for image in images]
    np.testing.assert_allclose(seen[1], seen[0], atol=6e-3)


def test_values_that_shall_mean_the_same_everywhere_do_so_of_scans_that_were_multiplied():
    volume = Volume(np.arange(8 * 8 * 4, dtype=np.int16).reshape(8, 8, 4), np.eye(4))
    settings = PreparationSettings(normalize="foreground", size=None)
    plain, _ = prepare_image(volume, settings)
    made, _ = prepare_image(volume.with_array(volume.array * np.int16(4)), settings, 4.0)
    np.testing.assert_array_equal(made.stored * made.slope, plain.stored * plain.slope)


def test_colors_are_three_planes_normalized_together():
    colors = np.random.default_rng(4).integers(0, 256, (20, 30, 3)).astype(np.uint8)
    image = one_slice_volume(colors.mean(axis=2).astype(np.uint8), None)
    made, grid = prepare_colors(image, colors, PreparationSettings(color=True, size=None, normalize="zscore"))
    seen = made.stored * made.slope + made.intercept
    assert made.planes == 3 and grid.shape == [1, 20, 30]
    expected = (colors - colors.mean()) / colors.std()
    np.testing.assert_allclose(seen, np.moveaxis(expected, 2, 0), atol=1e-6)


def test_colors_are_resized_as_brightness_is():
    colors = np.random.default_rng(4).integers(0, 256, (20, 30, 3)).astype(np.uint8)
    colors[..., 1:] = colors[..., :1]
    image = one_slice_volume(colors[..., 0], None)
    settings = PreparationSettings(size=[16, 24], percentile=(1, 99))
    gray, _ = prepare_image(image, settings)
    made, _ = prepare_colors(image, colors, settings.model_copy(update={"color": True}))
    for plane in range(3):
        np.testing.assert_array_equal(made.stored[plane], gray.stored[0])
