import numpy as np
import pytest

from segstudy.cases.checks.intensity import IntensityRange, check_intensity, padding_warnings, scale_warnings


def error(*values: float, dtype: type = np.float32) -> str:
    result = IntensityRange()
    for block in np.array_split(np.array(values, dtype), 2):
        result.add(block)
    return "\n".join(check_intensity(result))


@pytest.mark.parametrize("values", [
    (-1024, 0, 3071),
    (-1000, 40, 31_743),
    (-3024, -1000, 40, 1500),
    (-8192, -900, 40),
    (-1024, 40, 200),
])  # fmt: skip
def test_ranges_of_real_scanners_are_accepted(values):
    assert error(*values) == ""


@pytest.mark.parametrize("values,words", [
    ((40, 40, 40), "every voxel has the value 40"),
    ((0, 1000, 4095), "add the intercept -1024"),
    ((-2000, -2000, 0, 1064, 4095), "add the intercept -1024"),
    ((0, 0.2, 1), "normalized (to 1)"),
    ((0, 100, 255), "normalized (to 255)"),
    ((-1.2, 0, 7.5), "normalized"),
    ((-160, 0, 240), "no air"),
    ((0, 300, 900), "no air"),
    ((-1000, -990, -800), "no soft tissue"),
    ((-3000, -2000, -1800), "no soft tissue"),
    ((0, 40, 64_512), "unsigned"),
    ((-1e9, 0, 40), "beyond any CT"),
    ((-1000, 0, 1e30), "beyond any CT"),
])  # fmt: skip
def test_ranges_no_scanner_gives_are_explained(values, words):
    assert words in error(*values)


def test_values_that_are_not_finite_are_counted_and_left_out():
    result = IntensityRange()
    result.add(np.array([np.nan, -1000, np.inf, 50, -np.inf, 7]))
    assert (result.non_finite.nan, result.non_finite.infinite, result.lowest, result.highest) == (1, 2, -1000, 50)
    nothing = IntensityRange()
    nothing.add(np.array([np.nan]))
    assert check_intensity(nothing) == []


@pytest.mark.parametrize(("lowest", "share"), [(-3024, "25"), (-32768, "25"), (-1024, None)])
def test_padding_outside_the_field_of_view_is_told_with_its_share(lowest, share):
    values = IntensityRange()
    for block in ([lowest, -1000, 40, 60], [80, 90, lowest, 100]):
        values.add(np.array(block, np.int16))
    told = padding_warnings(values)
    assert check_intensity(values) == [] and len(told) == (share is not None)
    assert not told or (f"down to {lowest} HU in {share} % of the voxels" in told[0] and "padding_hu" in told[0])


@pytest.mark.parametrize("modality", ["mr", "any"])
def test_values_of_other_scans_mean_nothing_by_themselves(modality):
    for values in ((0, 1000, 4095), (0, 100, 255), (-160, 0, 240), (0, 20, 40)):
        result = IntensityRange()
        result.add(np.array(values, np.float32))
        assert check_intensity(result, modality) == [] and len(check_intensity(result)) == 1
    result = IntensityRange()
    result.add(np.full(5, 7))
    assert check_intensity(result, modality) == ["every voxel has the value 7"]


@pytest.mark.parametrize("values,words", [
    ((-1.2, 0, 7.5), ["values from -1.2 to 7.5 are kept as whole numbers, times 4096"]),
    ((0, 0.5, 90_000), ["values from 0 to 90000 are kept as whole numbers, divided by 4"]),
    ((0, 0.5, 1000), ["values from 0 to 1000 are kept as whole numbers, times 32"]),
    ((0, 5, 1000), []),
    ((0, 1, 1), []),
])  # fmt: skip
def test_what_whole_numbers_of_16_bits_cannot_hold_is_scaled_and_told(values, words):
    result = IntensityRange()
    for value in values:
        result.add(np.array([value], np.float32))
    assert check_intensity(result, "any") == [] and scale_warnings(result) == words
