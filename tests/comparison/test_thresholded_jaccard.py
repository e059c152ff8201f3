import numpy as np
import pandas as pd
import pytest

from segstudy.comparison.spec import ComparisonSpec
from segstudy.comparison.thresholded_jaccard import representation_table, thresholded
from segstudy.config.sections.comparisons import ComparisonSettings


def test_the_index_is_0_where_it_is_below_the_threshold():
    assert thresholded(pd.Series([0.64999, 0.65, 0.9, 0.0])).tolist() == [0, 0.65, 0.9, 0]


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
