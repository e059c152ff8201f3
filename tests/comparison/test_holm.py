from itertools import combinations

import numpy as np
import pytest

from segstudy.comparison.holm import holm


def by_closed_testing(p):
    """Holm's adjusted p is that of the closed test with Bonferroni in every set of hypotheses."""
    everyone = range(len(p))
    sets = [chosen for size in range(1, len(p) + 1) for chosen in combinations(everyone, size)]
    return [max(min(1, len(s) * min(p[i] for i in s)) for s in sets if one in s) for one in everyone]


def test_holm_by_hand():
    assert holm(np.array([0.01, 0.04, 0.03, 0.005])) == pytest.approx([0.03, 0.06, 0.06, 0.02])


def test_holm_equals_closed_testing():
    rng = np.random.default_rng(1)
    for _ in range(20):
        p = np.round(rng.uniform(0, 0.3, 6), 2)
        assert holm(p) == pytest.approx(by_closed_testing(p))


def test_untested_comparisons_stay_out_of_the_family():
    found = holm(np.array([np.nan, 0.02, 0.04, np.nan]))
    assert np.isnan(found[[0, 3]]).all()
    assert found[1:3] == pytest.approx([0.04, 0.04])


def test_a_family_without_tests_is_no_error():
    assert np.isnan(holm(np.array([np.nan, np.nan]))).all()
    assert holm(np.array([])).size == 0
