from itertools import combinations, product

import numpy as np
import pytest

from segstudy.comparison.attainable import attainable_paired, attainable_unpaired
from segstudy.comparison.hypothesis_tests import paired_test, unpaired_test


@pytest.mark.parametrize(("patients", "p"), [(0, 1), (1, 1), (2, 0.5), (5, 0.0625), (6, 0.03125), (2000, 0)])
def test_paired_bound_by_number_of_patients(patients, p):
    assert attainable_paired(patients) == pytest.approx(p)


@pytest.mark.parametrize(
    ("sizes", "p"), [((0, 0), 1), ((3, 3), 0.10), ((4, 4), 0.0286), ((5, 5), 0.0079), ((900, 900), 0)]
)
def test_unpaired_bound_by_sizes(sizes, p):
    assert attainable_unpaired(*sizes) == pytest.approx(p, abs=1e-4)


@pytest.mark.parametrize("patients", [5, 7])
def test_no_pattern_of_signs_gives_a_smaller_wilcoxon_p(patients):
    sizes = 10.0 ** np.arange(patients)
    found = [paired_test(np.array(signs) * sizes) for signs in product((-1, 1), repeat=patients)]
    ranked = [one.p for one in found if one.test.startswith("Wilcoxon")]
    assert min(ranked) == pytest.approx(attainable_paired(patients))


def test_no_split_gives_a_smaller_mann_whitney_p():
    values = 10.0 ** np.arange(8)
    found = []
    for chosen in combinations(range(8), 4):
        first = values[list(chosen)]
        second = np.setdiff1d(values, first)
        found.append(unpaired_test(first, second))
    ranked = [one.p for one in found if one.test.startswith("Mann")]
    assert min(ranked) == pytest.approx(attainable_unpaired(4, 4))
