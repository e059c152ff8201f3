import numpy as np
import pytest

from segstudy.config.preparation import PreparationSettings
from segstudy.preparation.intensity import clip_hu, normalize


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
    for turned in (hu, np.asfortranarray(hu), hu[:, ::-1]):
        found = normalize(turned, -1000, 3000, PreparationSettings(normalize="zscore"))
        assert 1 / found.slope == pytest.approx(hu.std(dtype=np.float64), rel=1e-12)
        assert found.intercept * hu.std(dtype=np.float64) == pytest.approx(-hu.mean(dtype=np.float64), rel=1e-12)
