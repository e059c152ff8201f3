import numpy as np
import pytest

from segstudy.config.sections.preparation import PreparationSettings
from segstudy.preparation.intensity import clip_hu, clip_percentiles, normalize, without_padding
from segstudy.preparation.prepare import prepare_image
from segstudy.volumes.volume import Volume


@pytest.mark.parametrize("kind", [np.uint8, np.int16, np.uint16, np.int32, np.int64, np.float32])
@pytest.mark.parametrize("bounds", [None, (-100.0, 250.0), (-0.5, 30.4)])
def test_scans_of_any_type_are_cut_to_whole_units_within_the_range(kind, bounds):
    array = np.array([[[0, 3, 31, 200, 255]]], kind)
    if np.issubdtype(kind, np.signedinteger) or kind is np.float32:
        array = np.concatenate([array, np.array([[[-1000, -7, -1, 5, 1500]]], kind)])
    settings = PreparationSettings(clip_hu=bounds, normalize="zscore")
    cut = clip_hu(array, settings)
    low, high = bounds or (-32768, 32767)
    assert cut.dtype == np.int16 and low <= cut.min() and cut.max() <= high
    inside = (array >= low) & (array <= high)
    assert (cut[inside] == array[inside]).all()


def test_values_beyond_16_bits_are_cut_without_settings():
    array = np.array([[[-40000, 0, 40000, 2**40]]])
    assert clip_hu(array, PreparationSettings(normalize="zscore")).tolist() == [[[-32768, 0, 32767, 32767]]]


def test_zscore_is_of_all_voxels_whatever_their_order():
    hu = np.random.default_rng(0).integers(-1000, 3000, (7, 30, 20)).astype(np.int16)
    for reoriented in (hu, np.asfortranarray(hu), hu[:, ::-1]):
        result = normalize(reoriented, -1000, 3000, PreparationSettings(normalize="zscore"))
        assert 1 / result.slope == pytest.approx(hu.std(dtype=np.float64), rel=1e-12)
        assert result.intercept * hu.std(dtype=np.float64) == pytest.approx(-hu.mean(dtype=np.float64), rel=1e-12)


@pytest.mark.parametrize("padding", [-32768, -3024, -2000])
@pytest.mark.parametrize("normalization", ["minmax", "zscore"])
def test_padding_costs_no_gray_level(padding, normalization):
    """With -32768 kept, min-max leaves 5 of 255 levels between air and bone."""
    array = np.random.default_rng(0).integers(-1024, 1000, (40, 40, 6)).astype(np.int16)
    array[20, 20, 3] = -1024
    corners = np.add.outer(np.arange(40), np.arange(40)) < 20
    plain, padded = array.copy(), array.copy()
    plain[corners], padded[corners] = -1024, padding
    settings = PreparationSettings(normalize=normalization, size=(40, 40), fit="crop", orientation="stored")
    (expected, grid), (found, same) = (
        prepare_image(Volume(each, np.diag([1, 1, 2, 1.0])), settings) for each in (plain, padded)
    )
    assert np.array_equal(found.stored, expected.stored) and grid == same
    assert (found.slope, found.intercept) == (expected.slope, expected.intercept)


def test_padding_is_what_the_study_says():
    array = np.array([[[-3024, -1400, -1000, 40]]], np.int16)
    assert without_padding(array, PreparationSettings(padding_hu="none")) is array
    assert without_padding(array, PreparationSettings(padding_hu=-1300)).ravel().tolist() == [-1000, -1000, -1000, 40]
    assert without_padding(array, PreparationSettings()).ravel().tolist() == [-1400, -1400, -1000, 40]
    nothing_else = np.full((1, 1, 3), -3024, np.int16)
    assert without_padding(nothing_else, PreparationSettings()) is nothing_else
    within = np.array([[[-1200, 40]]], np.int16)
    assert without_padding(within, PreparationSettings()) is within


def test_percentiles_are_of_the_scan_itself():
    hu = np.random.default_rng(0).integers(-1000, 3000, (5, 40, 30)).astype(np.int16)
    clipped = clip_percentiles(hu, PreparationSettings(percentile=(1, 90)))
    low, high = np.percentile(hu, (1, 90))
    assert (clipped.min(), clipped.max()) == pytest.approx((low, high), abs=1)
    inside = (hu > low + 1) & (hu < high - 1)
    assert (clipped[inside] == hu[inside]).all()
    assert clip_percentiles(hu, PreparationSettings()) is hu


def test_what_is_normalized_by_organs_is_stored_in_hounsfield_units():
    hu = np.random.default_rng(0).integers(-1000, 3000, (5, 40, 30)).astype(np.int16)
    made = normalize(hu, -1000, 3000, PreparationSettings(normalize="foreground"))
    assert (made.stored == hu).all() and (made.slope, made.intercept) == (1, 0)
