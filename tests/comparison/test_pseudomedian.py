import numpy as np
import pytest
from scipy import stats

from segstudy.comparison.pseudomedian import pairwise_means, pseudomedian
from segstudy.comparison.signed_rank import signed_rank


def test_the_example_of_the_textbook():
    """Hollander, Wolfe and Chicken, table 3.1: depression before and after a tranquilizer, nine patients."""
    before = np.array([1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30])
    after = np.array([0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29])
    middle, low, high = pseudomedian(after - before, 0.04)
    # Printed there: −.46, and at 96 % from −.786 to −.01.
    assert (middle, low, high) == (
        pytest.approx(-0.46),
        pytest.approx(-0.786, abs=5e-4),
        pytest.approx(-0.01, abs=5e-4),
    )


@pytest.mark.parametrize("patients", [6, 11, 40, 70])
def test_the_interval_excludes_zero_where_the_test_rejects_it(patients):
    generator = np.random.default_rng(patients)
    seen = set()
    for shift in np.linspace(0, 1.5, 60):
        differences = generator.standard_t(2, patients) + shift
        _, low, high = pseudomedian(differences, 0.05)
        rejected = signed_rank(differences)[1] <= 0.05
        assert rejected == (low > 0 or high < 0)
        seen.add(rejected)
    assert seen == {True, False}


def test_patients_who_do_not_differ_are_left_out_as_the_test_leaves_them_out():
    differences = np.r_[np.zeros(28), np.linspace(0.01, 0.03, 12)]
    assert pseudomedian(differences, 0.05)[0] == pytest.approx(0.02)
    assert signed_rank(differences)[1] == pytest.approx(2 / 2**12)
    assert pseudomedian(np.zeros(5), 0.05) == (0, 0, 0) and signed_rank(np.zeros(5))[1] == 1


def test_five_patients_have_an_estimate_and_no_interval():
    middle, low, high = pseudomedian(np.arange(1.0, 6), 0.05)
    assert middle == 3 and np.isnan([low, high]).all()


def test_one_far_patient_moves_the_mean_and_not_the_estimate():
    differences = np.r_[np.linspace(0.02, 0.04, 19), -20.0]
    assert differences.mean() < -0.9 and pseudomedian(differences, 0.05)[1] > 0
    assert stats.wilcoxon(differences).pvalue == pytest.approx(signed_rank(differences)[1])


@pytest.mark.parametrize("between", [1, 20])
def test_of_many_patients_the_same_means_are_found_without_writing_all_down(monkeypatch, between):
    generator = np.random.default_rng(3)
    many = [
        np.round(generator.normal(size=301), 10),
        generator.integers(-3, 4, 300) * 0.8,
        np.where(generator.random(120) < 0.5, 0.1, 0.7),
        np.full(50, 0.3),
        np.where(generator.random(200) < 0.9, 0.1, generator.normal(size=200) * 1e6),
    ]
    last = [len(values) * (len(values) + 1) // 2 - 1 for values in many]
    places = [[0, 1, count // 3, count // 2, count - 1, count] for count in last]
    written = [pairwise_means(values, each) for values, each in zip(many, places, strict=True)]
    monkeypatch.setattr("segstudy.comparison.pseudomedian.MOST_AT_ONCE", 2)
    monkeypatch.setattr("segstudy.comparison.pseudomedian.MOST_BETWEEN", between)
    for values, each, expected in zip(many, places, written, strict=True):
        assert (pairwise_means(values, each) == expected).all()
