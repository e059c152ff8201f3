import numpy as np
import pandas as pd
import pytest
from scipy import stats

from segstudy.comparison.spec import ComparisonSpec
from segstudy.comparison.thresholded_jaccard import representation_table, thresholded
from segstudy.config.sections.comparisons import ComparisonSettings


def test_the_index_is_0_where_it_is_below_the_threshold():
    assert thresholded(pd.Series([0.64999, 0.65, 0.9, 0.0]), 0.65).tolist() == [0, 0.65, 0.9, 0]


def test_failures_are_counted_and_the_gain_is_over_the_patients_of_both(cohort):
    metrics, patients = cohort({"raw": {"heart": [0.5, 0.6, 0.7]}, "full": {"heart": [0.7, np.nan, 0.9]}})
    metrics = metrics.assign(outcome=np.where(metrics["dice"].isna(), "both_empty", "ok"))
    spec = ComparisonSpec(ComparisonSettings(baseline="raw"), ("raw", "full", "gone"), ("heart",), patients, 1)
    table = representation_table(metrics, spec).set_index("arm")
    assert table["failures"].to_dict() == {"raw": 2, "full": 0}
    assert table["measurements"].to_dict() == {"raw": 3, "full": 2}
    assert table["jaccard"].to_dict() == pytest.approx({"raw": 0.7 / 3, "full": 0.8})
    assert table["gain"].to_dict() == pytest.approx({"raw": 0, "full": 0.2})
    assert not len(representation_table(metrics.drop(columns="iou"), spec))


def test_the_index_has_a_spread_an_interval_and_a_paired_test(cohort):
    rng = np.random.default_rng(2)
    base = rng.uniform(0.7, 0.8, 12)
    better, alike = base + rng.uniform(0.05, 0.1, 12), base + rng.normal(0, 0.01, 12)
    metrics, patients = cohort({"raw": {"heart": base}, "better": {"heart": better}, "alike": {"heart": alike}})
    arms = ("raw", "better", "alike")

    def table(**settings):
        spec = ComparisonSpec(ComparisonSettings(baseline="raw", **settings), arms, ("heart",), patients, 1)
        return representation_table(metrics, spec).set_index("arm")

    # nothing below the threshold: the index is the IoU itself
    found = table(jaccard_threshold=0.3)
    iou = {arm: metrics.loc[metrics["arm"] == arm, "iou"].to_numpy() for arm in arms}
    for arm in arms:
        own = iou[arm]
        assert found.loc[arm, "jaccard"] == pytest.approx(own.mean())
        assert found.loc[arm, "jaccard_sd"] == pytest.approx(own.std(ddof=1))
        assert found.loc[arm, "jaccard_ci_low"] < own.mean() < found.loc[arm, "jaccard_ci_high"]
    expected = {arm: stats.ttest_rel(iou[arm], iou["raw"]).pvalue for arm in arms[1:]}
    assert found["p"].drop("raw").to_dict() == pytest.approx(expected) and np.isnan(found.loc["raw", "p"])
    assert found.loc["better", "p_holm"] == pytest.approx(min(1, 2 * expected["better"])) and expected["alike"] > 0.05
    assert found.loc["better", "jaccard_gain"] == pytest.approx((iou["better"] - iou["raw"]).mean())
    assert list(found["test"]) == ["", *["paired t"] * 2]
    # a threshold that all but the better one fail
    strict = table(jaccard_threshold=float(iou["raw"].max()) + 0.001)
    assert strict.loc["raw", "jaccard"] == 0 and strict.loc["raw", "failures"] == 12
    assert strict.loc["better", "jaccard"] > 0.5
