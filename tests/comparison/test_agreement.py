import numpy as np
import pandas as pd
import pytest
from scipy import stats

from segstudy.comparison.agreement import agreement, agreement_of, agreement_table, pearson
from segstudy.comparison.spec import ComparisonSpec
from segstudy.comparison.volume_errors import volume_errors
from segstudy.config.sections.comparisons import ComparisonSettings


def test_the_bias_and_its_interval_are_those_of_a_t_test() -> None:
    values = np.random.default_rng(1).normal(3, 2, 15)
    found, peer = agreement(values, 0.1), stats.ttest_1samp(values, 0).confidence_interval(0.9)
    assert (found.bias, *found.bias_interval) == pytest.approx((values.mean(), *peer))
    assert (found.low, found.high) == pytest.approx(
        (values.mean() - 1.96 * np.std(values, ddof=1), values.mean() + 1.96 * np.std(values, ddof=1))
    )
    assert found.side == 1 and agreement(-values).side == -1 and agreement(values - values.mean()).side == 0


def test_intervals_of_the_limits_hold_the_true_limit_as_often_as_they_say() -> None:
    generator = np.random.default_rng(2)
    found = [agreement(generator.normal(0, 1, 30)) for _ in range(1500)]
    held = np.mean([one.high_interval[0] < 1.96 < one.high_interval[1] for one in found])
    assert 0.93 < held < 0.97


def test_too_few_patients_have_no_limits() -> None:
    found = agreement(np.array([1.0, np.nan, 2.0]))
    assert (found.count, found.bias, found.side) == (2, 1.5, 0)
    assert not found.has_limits and np.isnan(found.bias_interval).all()
    assert np.isnan(agreement(np.array([])).bias)


def test_pearson_and_its_interval_are_fisher_s():
    rng = np.random.default_rng(0)
    first = pd.Series(rng.normal(100, 20, 12))
    second = first * 0.9 + rng.normal(0, 8, 12)
    r, p, low, high = pearson(first, second, 0.05)
    z, wide = np.arctanh(r), stats.norm.ppf(0.975) / np.sqrt(9)
    assert (low, high) == pytest.approx((np.tanh(z - wide), np.tanh(z + wide)))
    t = r * np.sqrt(10 / (1 - r**2))
    assert p == pytest.approx(2 * stats.t.sf(t, 10))


def test_too_few_patients_and_no_spread_have_no_correlation():
    assert np.isnan(pearson(pd.Series([1.0, 2, 3]), pd.Series([1.0, 2, 3]), 0.05)).all()
    assert np.isnan(pearson(pd.Series([1.0, 2, 3, 4]), pd.Series([2.0] * 4), 0.05)).all()


def test_the_table_has_a_row_an_organ_and_a_row_a_tissue_and_tells_the_agreement():
    spec = ComparisonSpec(
        ComparisonSettings(baseline="raw", alpha=0.1),
        ("raw",),
        ("heart", "aorta"),
        {case: case.upper() for case in "abcdef"},
        1,
    )
    rows = [
        {"arm": "raw", "case": case, "seed": 1, "organ": organ, "outcome": "ok", "dice": 0.8, "precision": 0.7}
        | {"recall": 0.9, "reference_voxels": 1000 + place, "predicted_voxels": 1100 + place**2}
        for place, case in enumerate("abcdef")
        for organ in ("aorta", "heart")
    ]
    cases = pd.DataFrame({"case": list("abcdef"), "spacing_mm": "1x1x2"})
    fat = pd.DataFrame({"arm": "raw", "seed": 1, "case": list("abcdef"), "tissue": "fat", "dice": 0.5})
    fat = fat.assign(iou=1 / 3, precision=0.5, recall=0.5, reference_hu=-100.0, predicted_hu=-90.0)
    fat = fat.assign(reference_ml=np.arange(6.0), predicted_ml=np.arange(6.0) + 1)
    errors = volume_errors(pd.DataFrame(rows), cases, fat, {"fat": "heart"}, spec)
    table = agreement_table(errors, spec)
    assert table.iloc[2][["iou", "reference_hu", "predicted_hu"]].tolist() == [pytest.approx(1 / 3), -100, -90]
    assert list(zip(table["organ"], table["tissue"], strict=True)) == [("heart", ""), ("aorta", ""), ("heart", "fat")]
    difference = [2 * (100 + place**2 - place) / 1000 for place in range(6)]
    told, peer = agreement_of(table.iloc[0]), agreement(np.array(difference), 0.1)
    assert (told.count, told.bias, told.low, told.high) == pytest.approx((6, peer.bias, peer.low, peer.high))
    for interval in ("bias_interval", "low_interval", "high_interval"):
        assert getattr(told, interval) == pytest.approx(getattr(peer, interval))
    assert (table["patients"] == 6).all() and (table["failed"] == 0).all()
    assert table.loc[2, ["bias_ml", "pearson", "dice"]].tolist() == pytest.approx([1, 1, 0.5])
