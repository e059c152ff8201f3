import subprocess
import sys

import numpy as np
import pytest
from scipy.stats import entropy as scipy_entropy

from segstudy.uncertainty.moments import RunningMoments, entropy

SHAPE = (11, 5, 6)


@pytest.fixture
def passes():
    rng = np.random.default_rng(0)
    logits = rng.normal(0, 3, (7, 3, *SHAPE))
    weights = np.exp(logits)
    return (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)


@pytest.mark.parametrize("step", [1, 4, 11])
def test_moments_are_those_of_all_passes_at_once(passes, step):
    moments = RunningMoments(3, SHAPE)
    for one in passes:
        moments.begin()
        for start in range(0, SHAPE[0], step):
            moments.add(slice(start, min(start + step, SHAPE[0])), one[:, start : start + step])
    exact = passes.astype(np.float64)
    np.testing.assert_allclose(moments.mean, exact.mean(axis=0), atol=1e-6)
    np.testing.assert_allclose(moments.variance, exact.var(axis=0).sum(axis=0) / 2, atol=1e-6)
    np.testing.assert_allclose(moments.mean_entropy, scipy_entropy(exact, axis=1).mean(axis=0), atol=1e-5)


def test_for_one_organ_the_variance_is_that_of_its_probability(passes):
    two = np.stack([1 - passes[:, 1], passes[:, 1]], axis=1)
    moments = RunningMoments(2, SHAPE)
    for one in two:
        moments.begin()
        moments.add(slice(0, SHAPE[0]), one)
    np.testing.assert_allclose(moments.variance, passes[:, 1].astype(np.float64).var(axis=0), atol=1e-6)


def test_far_from_zero_the_variance_does_not_drown_in_rounding():
    # sums of squares in float32 would give 0 or less here
    values = np.float32(1) + np.float32([0, 1e-4, 2e-4, 3e-4]).reshape(4, 1, 1, 1, 1)
    moments = RunningMoments(1, (1, 1, 1))
    for one in values:
        moments.begin()
        moments.add(slice(0, 1), one)
    assert float(moments.variance.item()) == pytest.approx(values.astype(np.float64).var() / 2, rel=1e-2)


def test_certainty_has_no_entropy():
    assert entropy(np.array([1.0, 0.0, 0.0])) == 0
    assert entropy(np.full(4, 0.25)) == pytest.approx(np.log(4))


PEAK = """
import resource, sys
import numpy as np
from segstudy.uncertainty.moments import RunningMoments
shape, rng = (64, 128, 128), np.random.default_rng(0)
moments = RunningMoments(5, shape)
for _ in range(int(sys.argv[1])):
    moments.begin()
    for start in range(0, 64, 16):
        moments.add(slice(start, start + 16), rng.random((5, 16, 128, 128), np.float32))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_ten_passes_need_the_memory_of_two():
    two, ten = (
        int(subprocess.run([sys.executable, "-c", PEAK, count], check=True, capture_output=True, text=True).stdout)
        for count in ("2", "10")
    )
    one_pass = 5 * 64 * 128 * 128 * 4 / 1024  # 20 MB; eight more of them would be 160 MB
    assert ten - two < one_pass / 2
