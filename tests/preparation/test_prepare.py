import numpy as np
import pytest

from segstudy.config.preparation import PreparationSettings
from segstudy.preparation.prepare import prepare_image, prepare_label
from segstudy.volume import Volume

LPS = np.diag([-1.0, -1.0, 2.0, 1.0])


def scan(outlier=31743):
    array = np.random.default_rng(3).normal(40, 30, (24, 24, 6)).astype(np.int16)
    array[:4] = -1000
    array[20, 20, 3] = outlier
    return Volume(array, LPS)


def seen(intensity):
    return intensity.stored * intensity.slope + intensity.intercept


def test_raw_is_the_published_baseline_eight_bits_of_each_scans_range():
    volume = scan()
    intensity, _ = prepare_image(volume, PreparationSettings(size=(24, 24)))
    low, high = -1000, 31743
    expected = np.rint((volume.array.transpose(2, 1, 0) - low) * (255 / (high - low))) / 255
    np.testing.assert_allclose(seen(intensity), expected, atol=1e-6)
    tissue = volume.array.transpose(2, 1, 0)
    in_window = (tissue > -100) & (tissue < 160)
    assert len(np.unique(intensity.stored[in_window])) <= 4


def test_full_clips_first_and_then_standardizes():
    volume = scan()
    chosen = PreparationSettings(clip_hu=(-1000, 1000), normalize="zscore", size=(24, 24), fit="crop")
    intensity, _ = prepare_image(volume, chosen)
    clipped = np.clip(volume.array, -1000, 1000).astype(float)
    hu = intensity.stored.astype(float)
    assert (hu.min(), hu.max()) == (-1000, 1000)
    np.testing.assert_allclose(seen(intensity).mean(), 0, atol=1e-4)
    np.testing.assert_allclose(seen(intensity).std(), 1, atol=1e-4)
    assert np.isin(clipped, hu).all()


def test_float_scans_are_rounded_and_constant_scans_do_not_divide_by_zero():
    volume = Volume(np.full((16, 16, 3), 7.4, np.float32), LPS)
    for normalization in ("minmax", "zscore"):
        intensity, _ = prepare_image(volume, PreparationSettings(normalize=normalization, size=(16, 16)))
        assert np.isfinite(seen(intensity)).all()


@pytest.mark.parametrize("spacing", [None, (1.5, 1.5, 3.0)])
def test_labels_hold_no_class_that_was_not_there(spacing):
    labels = np.zeros((24, 24, 6), np.int16)
    labels[6:12, 6:12] = 7
    labels[12:18, 12:18] = 3
    labels[2:4, 2:4] = 200
    _, grid = prepare_image(scan(), PreparationSettings(spacing_mm=spacing, size=(32, 32)))
    prepared = prepare_label(labels, grid, [3, 7])
    assert prepared.classes.dtype == np.uint8
    assert set(np.unique(prepared.classes)) == {0, 1, 2}
    assert prepared.outside == [0, 0]


def test_voxels_outside_the_networks_view_are_counted():
    labels = np.zeros((24, 24, 6), np.uint8)
    labels[4:, 0, :] = 3
    _, grid = prepare_image(scan(), PreparationSettings(size=(8, 8), fit="crop"))
    prepared = prepare_label(labels, grid, [3])
    assert prepared.outside == [20 * 6]
    assert not prepared.classes.any()
