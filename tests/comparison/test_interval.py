import numpy as np
import pytest
from scipy import stats

from segstudy.comparison.coverage import coverage
from segstudy.comparison.generator import named_generator
from segstudy.comparison.interval import BATCH, mean_interval, mean_p, unpaired_interval, within


def share_held(kind, patients, skewed, studies=4000):
    rng = np.random.default_rng([patients, skewed])
    drawn = {"normal": rng.normal(0, 1, (studies, patients)), "skewed": 1 - rng.exponential(1, (studies, patients))}
    intervals = np.array([mean_interval(values, 0.05, skewed) for values in drawn[kind]])
    return np.mean((intervals[:, 0] <= 0) & (intervals[:, 1] >= 0))


def test_the_interval_of_normal_values_is_students():
    values = np.random.default_rng(0).normal(0.1, 0.05, 9)
    peer = stats.ttest_1samp(values, 0).confidence_interval()
    assert mean_interval(values, 0.05, skewed=False) == pytest.approx((peer.low, peer.high))


@pytest.mark.parametrize("patients", [5, 10, 40])
def test_the_interval_holds_the_mean_of_normal_patients_as_often_as_promised(patients):
    assert share_held("normal", patients, skewed=False) == pytest.approx(0.95, abs=0.012)


@pytest.mark.parametrize(("patients", "least"), [(10, 0.92), (40, 0.935)])
def test_the_interval_of_skewed_values_holds_the_mean_more_often_than_students(patients, least):
    mended = share_held("skewed", patients, skewed=True)
    assert mended > share_held("skewed", patients, skewed=False) and mended > least


@pytest.mark.parametrize("skewed", [True, False])
def test_an_interval_holds_what_its_test_does_not_reject(skewed):
    values = 0.4 - np.random.default_rng(3).exponential(1, 25)
    for bound in mean_interval(values, 0.05, skewed):
        assert mean_p(values, skewed, bound) == pytest.approx(0.05)


def test_without_skewness_the_interval_for_skewed_values_is_students():
    values = np.array([-2.0, -1, -0.5, 0.5, 1, 2])
    assert mean_interval(values, 0.1, True) == pytest.approx(mean_interval(values, 0.1, False))


def test_a_constant_difference_has_an_interval_without_width_and_no_test():
    assert mean_interval(np.full(5, 0.25), 0.05, skewed=True) == (0.25, 0.25)
    assert np.isnan(mean_p(np.full(5, 0.25), skewed=True)) and mean_p(np.zeros(5), skewed=False) == 1
    assert unpaired_interval(np.full(4, 1.0), np.full(3, 3.0), 0.05, 100, named_generator(1)) == (2, 2)


def test_two_patients_have_no_interval():
    assert np.isnan(mean_interval(np.array([0.1, 0.2]), 0.05, skewed=False)).all()
    assert np.isnan(within((np.nan, np.nan), (0, 1))).all() and within((-0.1, 1.2), (0, 1)) == (0, 1)


def test_coverage_is_near_what_simulation_finds():
    """.95 of normal patients; with a loss in one of ten, what the draws without any loss leave."""
    generator = np.random.default_rng(1)
    normal = [coverage(generator.normal(0, 1, 20), 0.05, False, generator) for _ in range(50)]
    assert np.mean(normal) == pytest.approx(0.947, abs=0.01)
    lost = np.r_[np.linspace(0.04, 0.06, 9), -0.5]
    assert coverage(lost, 0.05, True, generator) == pytest.approx(1 - 0.9**10, abs=0.03)
    assert np.isnan(coverage(np.full(6, 0.1), 0.05, False, generator))


def test_unpaired_interval_is_wider_than_the_paired_one_of_alike_patients():
    rng = np.random.default_rng(5)
    first = rng.normal(0.5, 0.2, 30)
    second = first + rng.normal(0.1, 0.02, 30)
    paired = mean_interval(second - first, 0.05, skewed=False)
    unpaired = unpaired_interval(first, second, 0.05, BATCH + 7, named_generator(1))
    assert unpaired[0] < paired[0] < 0.1 < paired[1] < unpaired[1]


def test_generator_depends_on_seed_and_names_alone():
    draws = {named_generator(*key).integers(2**62) for key in [(1, "a", "b"), (1, "ab"), (2, "a", "b"), (1, "a")]}
    assert len(draws) == 4
    # Pinned: another process, another machine, the same numbers.
    assert named_generator(1, "dice", "heart").integers(1000, size=3).tolist() == [510, 631, 939]


def test_of_very_many_patients_fewer_are_drawn():
    generator = np.random.default_rng(4)
    held = coverage(generator.normal(0, 1, 10_000), 0.05, False, generator)
    assert held == pytest.approx(0.95, abs=0.05)
    assert held * 400 == pytest.approx(round(held * 400), abs=1e-9)
