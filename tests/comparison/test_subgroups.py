import numpy as np
import pandas as pd
import pytest
from scipy import stats

from segstudy.comparison.generator import named_generator
from segstudy.comparison.spec import ComparisonSpec
from segstudy.comparison.subgroups import attainable_of_groups, interaction_p, subgroup_table
from segstudy.config.sections.comparisons import ComparisonSettings

PATIENTS = {f"case{i:02d}": f"P{i:02d}" for i in range(24)}
SITE = {patient: "AB"[place % 2] for place, patient in enumerate(PATIENTS.values())}
SPEC = ComparisonSpec(ComparisonSettings(metrics=["dice"]), ("plain", "other"), ("heart",), PATIENTS, 3)


def metrics(gain):
    """Arm `other` gains `gain[site]` on the patients of a site."""
    rng = np.random.default_rng(5)
    rows = []
    for case, patient in PATIENTS.items():
        base = rng.normal(0.7, 0.05)
        for arm in SPEC.arms:
            extra = gain[SITE[patient]] + rng.normal(0, 0.01) if arm == "other" else 0
            rows.append({"arm": arm, "seed": 1, "case": case, "organ": "heart", "dice": base + extra, "outcome": "ok"})
    return pd.DataFrame(rows)


def rows_of(table, arm_a, arm_b):
    return table[(table["arm_a"] == arm_a) & (table["arm_b"] == arm_b)].set_index("group")


def test_groups_that_gain_differently_are_told_apart_and_by_their_own_patients():
    measured = metrics({"A": 0.1, "B": -0.02})
    table = subgroup_table(measured, {"site": SITE}, SPEC)
    rows = rows_of(table, "plain", "other")
    wide = measured.pivot(index="case", columns="arm", values="dice")
    apart = (wide["other"] - wide["plain"]).groupby(lambda case: SITE[PATIENTS[case]])
    assert rows.loc[["A", "B"], "value"].to_numpy() == pytest.approx(apart.mean().to_numpy())
    assert list(rows["patients"]) == [24, 12, 12]
    t = stats.t.interval(0.95, 11, apart.mean()["A"], apart.sem()["A"])
    assert rows.loc["A", ["ci_low", "ci_high"]].to_numpy(float) == pytest.approx(t)
    assert set(rows["interaction"]) == {"groups differ"}
    assert set(rows_of(table, "", "plain")["interaction"]) == {"no difference found"}


def test_groups_that_gain_alike_are_not():
    rows = rows_of(subgroup_table(metrics({"A": 0.1, "B": 0.1}), {"site": SITE}, SPEC), "plain", "other")
    assert set(rows["interaction"]) == {"no difference found"} and rows["p_interaction"].iloc[0] > 0.05


def test_few_patients_are_said_to_be_few_and_groups_of_two_are_not_tested():
    some = dict(list(SITE.items())[:6])
    rows = rows_of(subgroup_table(metrics({"A": 0.1, "B": -0.1}), {"site": some}, SPEC), "plain", "other")
    assert set(rows["interaction"]) == {"too few patients"}
    lone = dict(list(SITE.items())[:5])
    rows = rows_of(subgroup_table(metrics({"A": 0.1, "B": -0.1}), {"site": lone}, SPEC), "plain", "other")
    assert rows["groups_tested"].iloc[0] == 1 and np.isnan(rows["p_interaction"].iloc[0])
    assert np.isnan(rows.loc["B", "ci_low"]) and set(rows["interaction"]) == {"too few patients"}


def test_the_permutation_test_agrees_with_scipy_and_with_its_bound():
    rng = np.random.default_rng(1)
    groups = [rng.normal(shift, 1, 25) for shift in (0, 0.2, 0.9)]
    mine = interaction_p(groups, named_generator(1, "x"))
    assert mine == pytest.approx(stats.kruskal(*groups).pvalue, abs=0.01)
    apart = [np.arange(4.0), 10 + np.arange(4.0)]
    assert interaction_p(apart, named_generator(1, "x")) == pytest.approx(attainable_of_groups([4, 4]), abs=0.006)


def test_every_column_and_arm_of_an_organ_is_one_family():
    table = subgroup_table(metrics({"A": 0.1, "B": -0.02}), {"site": SITE, "again": SITE}, SPEC)
    assert table.groupby(["column", "arm_a", "arm_b"]).ngroups == 6
    strongest = rows_of(table[table["column"] == "site"], "plain", "other").iloc[0]
    assert strongest["p_interaction_holm"] == pytest.approx(6 * strongest["p_interaction"], rel=0.9)
    assert strongest["p_interaction_holm"] > strongest["p_interaction"]


def test_without_columns_there_is_nothing():
    assert not len(subgroup_table(metrics({"A": 0, "B": 0}), None, SPEC))
