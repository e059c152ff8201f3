from math import nan

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests

from segstudy.comparison.compare import COLUMNS, compare
from segstudy.comparison.tables import read_table, write_table
from segstudy.comparison.words import sentence
from segstudy.config.comparisons import ComparisonSettings
from segstudy.errors import StudyError


def settings(**changes):
    return ComparisonSettings(**{"baseline": "base", "metrics": ["dice"], "bootstrap": 200} | changes)


def values(seed, n, shift=0.0):
    return np.round(np.random.default_rng(seed).normal(0.6 + shift, 0.05, n), 6)


def three_arms(cohort, n=12):
    arms = {
        "base": {"heart": values(1, n), "aorta": values(2, n)},
        "good": {"heart": values(3, n, 0.2), "aorta": values(4, n, 0.2)},
        "same": {"heart": values(5, n), "aorta": values(6, n)},
    }
    return *cohort(arms), list(arms), ["heart", "aorta"]


def test_columns_and_order_of_the_table(cohort):
    table = compare(*three_arms(cohort), settings(metrics=["dice", "assd_mm"], against="all"), 1)
    assert list(table.columns) == COLUMNS
    pairs = [("base", "good"), ("base", "same"), ("good", "same")]
    keys = [(m, o, *p) for m in ("dice", "assd_mm") for p in pairs for o in ("heart", "aorta", "mean")]
    assert [tuple(row) for row in table[["metric", "organ", "arm_a", "arm_b"]].to_numpy()] == keys


def test_numbers_equal_scipy_and_statsmodels(cohort):
    metrics, patients, arms, organs = three_arms(cohort)
    table = compare(metrics, patients, arms, organs, settings(), 1)
    for row in table.itertuples():
        wide = metrics.pivot_table(index="case", columns="arm", values="dice", aggfunc="mean")
        if row.organ != "mean":
            wide = metrics[metrics["organ"] == row.organ].pivot(index="case", columns="arm", values="dice")
        a, b = wide[row.arm_a].to_numpy(), wide[row.arm_b].to_numpy()
        assert (row.mean_a, row.mean_b, row.difference) == pytest.approx((a.mean(), b.mean(), (b - a).mean()))
        assert (row.normal == "yes") == (stats.shapiro(b - a).pvalue > 0.05)
        peer = stats.ttest_rel(b, a) if row.test == "paired t" else stats.wilcoxon(b - a)
        assert (row.statistic, row.p) == pytest.approx((peer.statistic, peer.pvalue))
        assert row.ci_low < row.difference < row.ci_high
        assert row.p_attainable == 2 / 2**12
    family = table[table["arm_a"] == "base"]
    assert family["p_holm"].tolist() == pytest.approx(multipletests(family["p"], method="holm")[1])
    assert set(table.loc[table["arm_b"] == "good", "verdict"]) == {"better"}
    assert set(table.loc[table["arm_b"] == "same", "verdict"]) == {"no difference found"}


def test_a_family_is_one_metric(cohort):
    cohort_of_three = three_arms(cohort)
    alone = compare(*cohort_of_three, settings(), 1)
    together = compare(*cohort_of_three, settings(metrics=["assd_mm", "dice"]), 1)
    pd.testing.assert_frame_equal(alone, together[together["metric"] == "dice"].reset_index(drop=True))


def test_the_best_arm_is_tested_against_the_second_best_in_a_family_of_its_own(cohort):
    metrics, patients, arms, organs = three_arms(cohort)
    table = compare(metrics, patients, arms, organs, settings(metrics=["dice", "assd_mm"]), 1)
    last = table[table["arm_a"] != "base"]
    assert last[["metric", "organ", "arm_a", "arm_b"]].to_numpy().tolist() == [["dice", "mean", "same", "good"]]
    assert last["p_holm"].tolist() == last["p"].tolist() and last["verdict"].tolist() == ["better"]
    # The others pay nothing for it.
    alone = compare(metrics, patients, arms, organs, settings(metrics=["assd_mm"]), 1)
    first = table[(table["metric"] == "dice") & (table["arm_a"] == "base")]
    assert first["p_holm"].tolist() == alone["p_holm"].tolist()


def test_best_against_second_is_not_tested_twice(cohort):
    metrics, patients, arms, organs = three_arms(cohort)
    everything = compare(metrics, patients, arms, organs, settings(against="all"), 1)
    assert not everything.duplicated(["metric", "organ", "arm_a", "arm_b"]).any()
    two = compare(metrics, patients, arms[:2], organs, settings(), 1)
    assert set(zip(two["arm_a"], two["arm_b"], strict=True)) == {("base", "good")}


def test_lower_distances_are_better(cohort):
    table = compare(*three_arms(cohort), settings(metrics=["hd95_mm"]), 1)
    assert set(table.loc[table["arm_b"] == "good", "verdict"]) == {"worse"}


def test_shuffled_rows_give_the_same_bytes(cohort, tmp_path):
    metrics, patients, arms, organs = three_arms(cohort)
    again = metrics.assign(seed=2, dice=metrics["dice"] + 0.0123)
    metrics = pd.concat([metrics, again, again.assign(seed=3, dice=metrics["dice"] / 3)])
    for name, table in (("ordered", metrics), ("shuffled", metrics.sample(frac=1, random_state=4))):
        write_table(tmp_path / name, compare(table, patients, arms, organs, settings(), 1))
    assert (tmp_path / "ordered").read_bytes() == (tmp_path / "shuffled").read_bytes()


def test_the_seed_moves_the_interval_and_nothing_else(cohort):
    first, second = (compare(*three_arms(cohort), settings(), seed) for seed in (1, 2))
    interval = ["ci_low", "ci_high"]
    assert not first[interval].equals(second[interval])
    pd.testing.assert_frame_equal(first.drop(columns=interval), second.drop(columns=interval))


def test_an_arm_added_later_moves_no_interval(cohort):
    metrics, patients, arms, organs = three_arms(cohort)
    few = compare(metrics, patients, arms[:2], organs, settings(), 1)
    many = compare(metrics, patients, arms, organs, settings(), 1)
    assert few["ci_low"].tolist() == many["ci_low"].tolist()[:3]


def test_identical_arms_are_not_called_equal(cohort):
    same = {"heart": values(1, 12), "aorta": values(2, 12)}
    row = compare(*cohort({"base": same, "copy": same}), ["base", "copy"], ["heart", "aorta"], settings(), 1).iloc[-1]
    assert (row["difference"], row["ci_low"], row["ci_high"], row["p"], row["effect_size"]) == (0, 0, 0, 1, 0)
    assert row["verdict"] == "no difference found"


def test_a_constant_difference_is_found_in_spite_of_rounding(cohort):
    base = values(1, 12)
    table = compare(
        *cohort({"base": {"heart": base}, "more": {"heart": base + 0.1}}), ["base", "more"], ["heart"], settings(), 1
    )
    row = table.iloc[0]
    assert (row["normal"], row["test"], row["effect_size"]) == ("", "Wilcoxon signed-rank", 1)
    assert row["p"] == pytest.approx(2 / 2**12)
    assert (row["ci_low"], row["ci_high"], row["verdict"]) == (pytest.approx(0.1), pytest.approx(0.1), "better")


@pytest.mark.parametrize("protocol", ["paired", "published"])
@pytest.mark.parametrize("noise", [0.001, 0.0])
def test_three_patients_are_too_few_however_clear_the_difference(cohort, protocol, noise):
    arms = {"base": {"heart": [0.2, 0.3, 0.25]}, "more": {"heart": [0.8 + noise, 0.9, 0.85]}}
    row = compare(*cohort(arms), list(arms), ["heart"], settings(protocol=protocol), 1).iloc[0]
    assert row["verdict"] == "too few patients"
    assert row["p_attainable"] == (0.25 if protocol == "paired" else 0.1)


def test_five_paired_patients_are_too_few_and_six_enough(cohort):
    for n, expected in ((5, "too few patients"), (6, "better")):
        arms = {"base": {"heart": values(1, n)}, "more": {"heart": values(1, n) + 0.2}}
        row = compare(*cohort(arms), list(arms), ["heart"], settings(), 1).iloc[0]
        assert row["verdict"] == expected


def test_too_many_comparisons_make_patients_too_few(cohort):
    # A constant difference in 6 patients: p = 1/32 alone, and over two organs and their mean 3/32.
    organs = {"heart": values(1, 6), "aorta": values(2, 6)}
    arms = {"base": organs, "more": {organ: some + 0.2 for organ, some in organs.items()}}
    table = compare(*cohort(arms), list(arms), list(organs), settings(), 1)
    assert table["p_holm"].tolist() == pytest.approx([3 / 32] * 3)
    assert set(table["verdict"]) == {"too few patients"}


def test_published_protocol_is_unpaired_with_2n_minus_2(cohort):
    n = 40
    patient = values(1, n)
    arms = {"base": {"heart": patient}, "more": {"heart": patient + values(2, n) / 30}}
    paired = compare(*cohort(arms), list(arms), ["heart"], settings(), 1).iloc[0]
    published = compare(*cohort(arms), list(arms), ["heart"], settings(protocol="published"), 1).iloc[0]
    assert (paired["dof"], published["dof"], published["test"]) == (39, 78, "unpaired t")
    assert published["difference"] == pytest.approx(paired["difference"])
    assert published["patients"] == paired["patients"] == n
    assert (
        paired["p"]
        < published["p"]
        == pytest.approx(stats.ttest_ind(arms["more"]["heart"], arms["base"]["heart"]).pvalue)
    )
    assert published["ci_high"] - published["ci_low"] > paired["ci_high"] - paired["ci_low"]


def test_published_verdicts_rest_on_each_p_as_it_is(cohort):
    """A difference that one test finds and a correction for all tests of the metric does not."""
    n = 10
    base = {organ: values(seed, n) for seed, organ in enumerate(("heart", "aorta", "trachea"))}
    more = {organ: some[::-1] + shift for shift, (organ, some) in zip((0.045, 0, 0), base.items(), strict=True)}
    metrics, patients = cohort({"base": base, "more": more})
    table = compare(metrics, patients, ["base", "more"], list(base), settings(protocol="published"), 1)
    row = table[table["organ"] == "heart"].iloc[0]
    assert row["p"] <= 0.05 < row["p_holm"] and row["verdict"] == "better"
    assert table["p_holm"].tolist() == pytest.approx(multipletests(table["p"], method="holm")[1])


def test_only_patients_of_both_arms_are_counted_and_averaged(cohort):
    metrics, patients, arms, organs = three_arms(cohort)
    lacking = metrics[~((metrics["arm"] == "good") & (metrics["case"] == "c03"))]
    row = compare(lacking, patients, arms, organs, settings(), 1).iloc[0]
    assert row["patients"] == 11
    heart = metrics[(metrics["arm"] == "base") & (metrics["organ"] == "heart") & (metrics["case"] != "c03")]
    assert row["mean_a"] == pytest.approx(heart["dice"].mean())


def test_scans_of_one_patient_are_no_more_patients(cohort):
    metrics, patients, arms, organs = three_arms(cohort)
    for scan in range(8):
        patients[f"c{scan:02d}"] = "p00"
    table = compare(metrics, patients, arms, organs, settings(), 1)
    assert set(table["patients"]) == {5}
    assert set(table["verdict"]) == {"too few patients"}


def test_an_organ_without_a_value_is_no_error_and_no_test(cohort, tmp_path):
    metrics, patients, arms, organs = three_arms(cohort)
    gone = metrics["organ"] == "aorta"
    metrics.loc[gone, "dice"] = nan
    metrics.loc[gone, "outcome"] = "not_annotated"
    table = compare(metrics, patients, arms, [*organs, "liver"], settings(), 1)
    without = table[table["organ"].isin(["aorta", "liver"])]
    assert set(without["verdict"]) == {"too few patients"} and set(without["patients"]) == {0}
    assert without[["p", "p_holm", "difference", "ci_low", "statistic"]].isna().all(axis=None)
    tested = table.dropna(subset="p")
    assert tested["p_holm"].tolist() == pytest.approx(multipletests(tested["p"], method="holm")[1])


def test_one_organ_is_not_tested_twice(cohort):
    arms = {"base": {"heart": values(1, 8)}, "more": {"heart": values(2, 8)}}
    assert compare(*cohort(arms), list(arms), ["heart"], settings(), 1)["organ"].tolist() == ["heart"]


def test_one_arm_gives_an_empty_table_with_all_columns(cohort):
    table = compare(*cohort({"base": {"heart": values(1, 8)}}), ["base"], ["heart"], settings(), 1)
    assert table.empty and list(table.columns) == COLUMNS


def test_a_baseline_without_arm_is_an_error(cohort):
    with pytest.raises(StudyError, match="comparisons: baseline: 'bass' is no arm"):
        compare(*three_arms(cohort), settings(baseline="bass"), 1)


@pytest.mark.parametrize("protocol", ["paired", "published"])
def test_every_row_survives_the_file_and_has_a_sentence(cohort, tmp_path, protocol):
    for n in (1, 2, 4, 12):
        table = compare(*three_arms(cohort, n), settings(protocol=protocol), 1)
        write_table(tmp_path / "statistics.csv", table)
        back = read_table(tmp_path / "statistics.csv")
        write_table(tmp_path / "again.csv", back)
        assert (tmp_path / "again.csv").read_bytes() == (tmp_path / "statistics.csv").read_bytes()
        for row in back.to_dict("records"):
            said = sentence(row, 0.05)
            assert "nan" not in said and row["arm_b"] in said
            assert ("no difference found" in said) == (row["verdict"] == "no difference found")
