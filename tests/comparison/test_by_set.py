import numpy as np
import pandas as pd

from segstudy.comparison.by_set import set_statistics
from segstudy.comparison.compare import compare
from segstudy.comparison.spec import ComparisonSpec, DescriptionSpec
from segstudy.config.sections.comparisons import ComparisonSettings
from segstudy.tables.further_statistics import SET_STATISTICS
from segstudy.tables.statistics import STATISTICS


def two_sets(cohort):
    """From a: better on the first ten patients, worse on the next ten, which each has by its own noise."""
    rng = np.random.default_rng(3)
    base, gain = rng.uniform(0.5, 0.8, 20), np.repeat([0.05, -0.05], 10) + rng.normal(0, 0.01, 20)
    metrics, patients = cohort({"a": {"heart": base}, "b": {"heart": base + gain}, "c": {"heart": base}})
    cases = sorted(patients)
    sets = {case: "near" if patients[case] in sorted(patients.values())[:10] else "far" for case in cases}
    study = ComparisonSpec(ComparisonSettings(baseline="a", metrics=["dice"]), ("a", "b", "c"), ("heart",), patients, 7)
    return metrics, sets, study


def test_each_set_has_tests_of_its_own_which_are_those_of_a_study_of_it_alone(cohort):
    metrics, sets, study = two_sets(cohort)
    table = set_statistics(metrics, {}, DescriptionSpec(study, sets=sets))
    assert list(table.columns) == [column.name for column in SET_STATISTICS.columns]
    verdicts = table.set_index(["set", "arm_a", "arm_b"])["verdict"]
    assert verdicts["near", "a", "b"] == "better" and verdicts["far", "a", "b"] == "worse"
    assert compare(metrics, study).set_index(["arm_a", "arm_b"]).loc[("a", "b"), "verdict"] == "no difference found"
    for name in ("near", "far"):
        alone = compare(metrics[metrics["case"].map(sets) == name], study)
        own = table[table["set"] == name].drop(columns="set").reset_index(drop=True)
        pd.testing.assert_frame_equal(own, alone[[column.name for column in STATISTICS.columns]])


def test_sets_that_are_only_tested_on_are_tested_too_among_the_arms_measured_there(cohort):
    metrics, sets, study = two_sets(cohort)
    there = metrics[metrics["arm"] != "c"]
    spec = DescriptionSpec(study, outside_patients=study.patients)
    table = set_statistics(metrics, {"there": there}, spec)
    assert set(table["set"]) == {"there"} and set(table["arm_b"]) == {"b"} and set(table["patients"]) == {20}
    assert not len(set_statistics(metrics, {"there": metrics[metrics["arm"] != "a"]}, spec))
