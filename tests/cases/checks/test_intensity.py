import numpy as np
import pytest

from segstudy.cases.checks.intensity import Intensity, check_intensity


def problem(*values: float, dtype: type = np.float32) -> str:
    found = Intensity()
    for block in np.array_split(np.array(values, dtype), 2):
        found.add(block)
    return "\n".join(check_intensity(found))


@pytest.mark.parametrize("values", [
    (-1024, 0, 3071),
    (-1000, 40, 31_743),
    (-3024, -1000, 40, 1500),
    (-8192, -900, 40),
    (-1024, 40, 200),
])  # fmt: skip
def test_ranges_of_real_scanners_are_accepted(values):
    assert problem(*values) == ""


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
    assert words in problem(*values)


def test_values_that_are_not_finite_are_counted_and_left_out():
    found = Intensity()
    found.add(np.array([np.nan, -1000, np.inf, 50, -np.inf, 7]))
    assert (found.nan, found.infinite, found.lowest, found.highest) == (1, 2, -1000, 50)
    nothing = Intensity()
    nothing.add(np.array([np.nan]))
    assert check_intensity(nothing) == []
