import numpy as np
import pytest
from scipy import stats

from segstudy.comparison.generator import named_generator
from segstudy.comparison.interval import BATCH, paired_interval, unpaired_interval


def test_interval_is_near_the_t_interval_of_many_normal_patients():
    values = stats.norm.ppf((np.arange(200) + 0.5) / 200) + 3
    low, high = paired_interval(values, 0.05, 5000, named_generator(1))
    half = 1.96 * values.std(ddof=1) / np.sqrt(200)
    assert (low, high) == pytest.approx((3 - half, 3 + half), abs=0.1 * half)


def test_a_smaller_alpha_is_a_wider_interval():
    values = np.random.default_rng(0).normal(0, 1, 20)
    wide = paired_interval(values, 0.01, 2000, named_generator(1))
    narrow = paired_interval(values, 0.2, 2000, named_generator(1))
    assert wide[0] < narrow[0] < values.mean() < narrow[1] < wide[1]


def test_interval_holds_the_truth_about_as_often_as_promised():
    rng = np.random.default_rng(7)
    held = 0
    for number in range(300):
        low, high = paired_interval(rng.normal(0.1, 0.05, 20), 0.05, 500, named_generator(number))
        held += low <= 0.1 <= high
    assert 0.88 <= held / 300 <= 0.98


def test_a_constant_difference_has_an_interval_without_width():
    assert paired_interval(np.full(5, 0.25), 0.05, 100, named_generator(1)) == (0.25, 0.25)
    assert unpaired_interval(np.full(4, 1.0), np.full(3, 3.0), 0.05, 100, named_generator(1)) == (2, 2)


def test_two_patients_have_no_interval():
    assert np.isnan(paired_interval(np.array([0.1, 0.2]), 0.05, 100, named_generator(1))).all()


def test_unpaired_interval_is_wider_than_the_paired_one_of_alike_patients():
    rng = np.random.default_rng(5)
    first = rng.normal(0.5, 0.2, 30)
    second = first + rng.normal(0.1, 0.02, 30)
    paired = paired_interval(second - first, 0.05, 2000, named_generator(1))
    unpaired = unpaired_interval(first, second, 0.05, 2000, named_generator(1))
    assert unpaired[0] < paired[0] < 0.1 < paired[1] < unpaired[1]


def test_more_resamples_than_fit_in_one_batch():
    values = np.random.default_rng(0).normal(0, 1, 8)
    low, high = paired_interval(values, 0.05, BATCH + 7, named_generator(1))
    assert low < values.mean() < high


def test_generator_depends_on_seed_and_names_alone():
    draws = {named_generator(*key).integers(2**62) for key in [(1, "a", "b"), (1, "ab"), (2, "a", "b"), (1, "a")]}
    assert len(draws) == 4
    # Pinned: another process, another machine, the same numbers.
    assert named_generator(1, "dice", "heart").integers(1000, size=3).tolist() == [510, 631, 939]
