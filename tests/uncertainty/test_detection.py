import numpy as np
import pytest
from scipy.stats import mannwhitneyu
from sklearn.metrics import roc_auc_score

from segstudy.uncertainty.detection import BINS, RETAINED, calibration, error_auroc, retained_dice


@pytest.mark.parametrize("seed", range(5))
def test_auroc_is_scikit_learns_and_mann_whitneys(seed):
    rng = np.random.default_rng(seed)
    wrong = rng.random(2000) < 0.1
    # ties, as in maps where most voxels are 0
    values = np.round(np.maximum(rng.normal(wrong * 0.7, 1), 0), 1).astype(np.float32)
    found = error_auroc(values, wrong)
    assert found == pytest.approx(roc_auc_score(wrong, values), abs=1e-12)
    u = mannwhitneyu(values[wrong], values[~wrong]).statistic
    assert found == pytest.approx(u / (wrong.sum() * (~wrong).sum()), abs=1e-12)
    assert 0.55 < found < 0.9


def test_auroc_of_a_map_that_knows_all_or_nothing():
    wrong = np.array([True, False, True, False])
    assert error_auroc(wrong.astype(float), wrong) == 1
    assert error_auroc(-wrong.astype(float), wrong) == 0
    assert error_auroc(np.zeros(4), wrong) == 0.5
    assert np.isnan(error_auroc(np.arange(4.0), np.zeros(4, bool)))
    assert np.isnan(error_auroc(np.arange(4.0), np.ones(4, bool)))
    assert np.isnan(error_auroc(np.zeros(0), np.zeros(0, bool)))


def test_ece_by_brute_force():
    rng = np.random.default_rng(1)
    confidence = np.concatenate([rng.random(500), [0.0, 1.0, 0.2, 0.4, 0.6, 0.8]])
    right = rng.random(confidence.size) < confidence**2
    expected = 0.0
    for index in range(BINS):
        low, high = index / BINS, (index + 1) / BINS
        inside = [i for i, c in enumerate(confidence) if (c > low or index == 0) and c <= high]
        if inside:
            gap = np.mean(right[inside]) - np.mean(confidence[inside])
            expected += len(inside) / confidence.size * abs(gap)
    assert calibration(confidence, right).ece == pytest.approx(expected, abs=1e-12)
    assert expected > 0.05


def test_an_edge_belongs_to_the_lower_bin():
    edges = np.linspace(0, 1, BINS + 1)
    assert calibration(edges, np.ones(edges.size, bool)).voxels.tolist() == [2, *[1] * (BINS - 1)]


def test_calibrations_add_up():
    rng = np.random.default_rng(2)
    confidence, right = rng.random(300), rng.random(300) < 0.5
    both = calibration(confidence[:100], right[:100]) + calibration(confidence[100:], right[100:])
    assert both.ece == pytest.approx(calibration(confidence, right).ece)
    assert both.voxels.sum() == 300
    assert np.isnan(calibration(confidence[:0], right[:0]).ece)


def test_whoever_is_right_as_often_as_sure_has_no_error():
    confidence = np.repeat([0.25, 0.75], 400)
    right = np.concatenate([np.arange(400) < 100, np.arange(400) < 300])
    assert calibration(confidence, right).ece == pytest.approx(0)


def _dice(truth, guess, organ):
    size = (truth == organ).sum() + (guess == organ).sum()
    return 2 * ((truth == organ) & (guess == organ)).sum() / size if size else np.nan


def test_retained_dice_by_brute_force():
    rng = np.random.default_rng(3)
    truth, guess = rng.integers(0, 3, (2, 1000)).astype(np.uint8)
    uncertainty = rng.random(1000)
    found = retained_dice(uncertainty, truth, guess, [1, 2])
    order = np.argsort(uncertainty, kind="stable")
    for share, dice in zip(RETAINED, found, strict=True):
        kept = order[: round(share * 1000)]
        assert dice == pytest.approx(np.nanmean([_dice(truth[kept], guess[kept], organ) for organ in (1, 2)]))


def test_where_equally_sure_voxels_lie_changes_nothing():
    rng = np.random.default_rng(4)
    truth, guess = rng.integers(0, 3, (2, 1000)).astype(np.uint8)
    uncertainty = np.round(rng.random(1000), 1)
    found = retained_dice(uncertainty, truth, guess, [1, 2])
    for _ in range(3):
        order = rng.permutation(1000)
        assert retained_dice(uncertainty[order], truth[order], guess[order], [1, 2]) == found
    # All alike: every share keeps the same mixture.
    assert retained_dice(np.zeros(1000), truth, guess, [1]) == pytest.approx([_dice(truth, guess, 1)] * len(RETAINED))


def test_leaving_the_errors_out_leaves_the_right_ones():
    truth = np.array([1] * 6 + [0] * 4, np.uint8)
    guess = np.array([1] * 5 + [0] * 5, np.uint8)
    knowing = (truth != guess).astype(float)
    found = dict(zip(RETAINED, retained_dice(knowing, truth, guess, [1]), strict=True))
    assert found[1.0] == pytest.approx(10 / 11)
    assert found[0.9] == found[0.5] == 1
    assert np.isnan(retained_dice(knowing, truth, guess, [2])).all()
