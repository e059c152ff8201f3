import numpy as np
import pandas as pd
import pytest
from scipy import stats

from segstudy.comparison.means import mean_table, outside_fold_table, outside_mean_table
from segstudy.comparison.spec import ComparisonSpec, DescriptionSpec
from segstudy.config.sections.comparisons import ComparisonSettings


def spec_of(patients, arms=("a",), organs=("heart", "aorta")):
    return ComparisonSpec(
        ComparisonSettings(baseline=arms[0], metrics=["dice"], bootstrap=300), arms, organs, patients, 7
    )


def test_means_and_intervals_are_those_of_numpy_and_scipy(cohort):
    heart, aorta = np.random.default_rng(1).uniform(0.4, 0.9, (2, 9))
    metrics, patients = cohort({"a": {"heart": heart, "aorta": aorta}})
    table = mean_table(metrics, ["dice", "iou"], spec_of(patients)).set_index(["metric", "organ"])
    assert list(table.loc["dice"].index) == ["mean", "heart", "aorta"]
    for organ, values in (("mean", (heart + aorta) / 2), ("heart", heart)):
        row = table.loc[("iou", organ)]
        peer = stats.ttest_1samp(values, 0).confidence_interval()
        expected = (9, values.mean(), values.std(ddof=1), *peer)
        assert tuple(row[["patients", "mean", "sd", "ci_low", "ci_high"]]) == pytest.approx(expected)


def test_an_arm_without_a_value_and_a_metric_that_was_not_measured_have_no_row(cohort):
    metrics, patients = cohort({"a": {"heart": [0.5, 0.6, 0.7]}})
    table = mean_table(metrics.drop(columns="iou"), ["dice", "iou"], spec_of(patients, ("a", "b")))
    assert set(table["metric"]) == {"dice"} and set(table["arm"]) == {"a"} and set(table["organ"]) == {"mean", "heart"}


def test_other_sets_have_patients_of_their_own(cohort):
    metrics, patients = cohort({"a": {"heart": [0.5, 0.6, 0.7]}})
    spec = DescriptionSpec(spec_of({}), outside_patients=dict.fromkeys(patients, "one"))
    table = outside_mean_table({"there": metrics}, spec)
    assert table["set"].unique().tolist() == ["there"] and set(table["patients"]) == {1}
    assert table["mean"].tolist() == pytest.approx([0.6, 0.6])
    assert not len(outside_mean_table({}, spec))


def test_each_folds_network_has_a_mean_of_its_own_on_other_sets(cohort):
    metrics, patients = cohort({"a": {"heart": [0.5, 0.6, 0.7]}})
    both = pd.concat([metrics.assign(fold=0), metrics.assign(fold=1, dice=metrics["dice"] + 0.1)])
    spec = DescriptionSpec(spec_of({}), outside_patients=patients)
    table = outside_fold_table({"there": both}, spec)
    heart = table[(table["organ"] == "heart") & (table["metric"] == "dice")].set_index("fold")
    assert heart["mean"].to_dict() == pytest.approx({0: 0.6, 1: 0.7}) and set(heart["patients"]) == {3}
    assert not len(outside_fold_table({}, spec))
