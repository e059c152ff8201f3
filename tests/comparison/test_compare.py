from math import nan

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests

from segstudy.comparison.compare import compare
from segstudy.comparison.spec import ComparisonSpec
from segstudy.comparison.words import sentence
from segstudy.config.sections.comparisons import ComparisonSettings
from segstudy.running.errors import StudyError
from segstudy.tables.frames import read_frame, write_frame
from segstudy.tables.statistics import STATISTICS


def settings(**changes):
    return ComparisonSettings(**{"baseline": "base", "metrics": ["dice"], "bootstrap": 200} | changes)


def compared(metrics, patients, arms, organs, chosen, seed):
    return compare(metrics, ComparisonSpec(chosen, tuple(arms), tuple(organs), patients, seed), chosen.protocol)


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
    table = compared(*three_arms(cohort), settings(metrics=["dice", "assd_mm"], against="all"), 1)
    assert list(table.columns) == STATISTICS.names
    pairs = [("base", "good"), ("base", "same"), ("good", "same")]
    keys = [(m, o, *p) for m in ("dice", "assd_mm") for p in pairs for o in ("heart", "aorta", "mean")]
    assert [tuple(row) for row in table[["metric", "organ", "arm_a", "arm_b"]].to_numpy()] == keys


def test_numbers_equal_scipy_and_statsmodels(cohort):
    metrics, patients, arms, organs = three_arms(cohort)
    table = compared(metrics, patients, arms, organs, settings(), 1)
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
    alone = compared(*cohort_of_three, settings(), 1)
    together = compared(*cohort_of_three, settings(metrics=["assd_mm", "dice"]), 1)
    pd.testing.assert_frame_equal(alone, together[together["metric"] == "dice"].reset_index(drop=True))
    assert set(alone["family"]) == {"primary", "winner"}
    assert set(together.loc[together["metric"] == "assd_mm", "family"]) == {"secondary"}
    other = compared(*cohort_of_three, settings(metrics=["assd_mm", "dice"], primary="assd_mm"), 1)
    # By ASSD the baseline is among the two best, and their row is there.
    assert not (other["family"] == "winner").any()
    assert set(other.loc[other["metric"] == "dice", "family"]) == {"secondary"}


def test_the_best_arm_is_tested_against_the_second_best_in_a_family_of_its_own(cohort):
    metrics, patients, arms, organs = three_arms(cohort)
    table = compared(metrics, patients, arms, organs, settings(metrics=["dice", "assd_mm"]), 1)
    last = table[table["arm_a"] != "base"]
    assert last[["metric", "organ", "arm_a", "arm_b"]].to_numpy().tolist() == [["dice", "mean", "same", "good"]]
    assert last["p_holm"].tolist() == last["p"].tolist() and last["verdict"].tolist() == ["better"]
    # The others pay nothing for it.
    alone = compared(metrics, patients, arms, organs, settings(metrics=["assd_mm"]), 1)
    first = table[(table["metric"] == "dice") & (table["arm_a"] == "base")]
    assert first["p_holm"].tolist() == alone["p_holm"].tolist()


def test_best_against_second_is_not_tested_twice(cohort):
    metrics, patients, arms, organs = three_arms(cohort)
    everything = compared(metrics, patients, arms, organs, settings(against="all"), 1)
    assert not everything.duplicated(["metric", "organ", "arm_a", "arm_b"]).any()
    two = compared(metrics, patients, arms[:2], organs, settings(), 1)
    assert set(zip(two["arm_a"], two["arm_b"], strict=True)) == {("base", "good")}


def test_lower_distances_are_better(cohort):
    table = compared(*three_arms(cohort), settings(metrics=["hd95_mm"]), 1)
    assert set(table.loc[table["arm_b"] == "good", "verdict"]) == {"worse"}


def test_shuffled_rows_give_the_same_bytes(cohort, tmp_path):
    metrics, patients, arms, organs = three_arms(cohort)
    again = metrics.assign(seed=2, dice=metrics["dice"] + 0.0123)
    metrics = pd.concat([metrics, again, again.assign(seed=3, dice=metrics["dice"] / 3)])
    for name, table in (("ordered", metrics), ("shuffled", metrics.sample(frac=1, random_state=4))):
        write_frame(tmp_path / name, STATISTICS, compared(table, patients, arms, organs, settings(), 1))
    assert (tmp_path / "ordered").read_bytes() == (tmp_path / "shuffled").read_bytes()


def test_the_seed_moves_the_estimated_coverage_and_nothing_else(cohort):
    first, second = (compared(*three_arms(cohort), settings(), seed) for seed in (1, 2))
    assert not first["coverage"].equals(second["coverage"])
    pd.testing.assert_frame_equal(first.drop(columns="coverage"), second.drop(columns="coverage"))


def test_an_arm_added_later_moves_no_interval(cohort):
    metrics, patients, arms, organs = three_arms(cohort)
    few = compared(metrics, patients, arms[:2], organs, settings(), 1)
    many = compared(metrics, patients, arms, organs, settings(), 1)
    assert few["ci_low"].tolist() == many["ci_low"].tolist()[:3]
    assert few["coverage"].tolist() == many["coverage"].tolist()[:3]


def test_identical_arms_are_not_called_equal(cohort):
    same = {"heart": values(1, 12), "aorta": values(2, 12)}
    row = compared(*cohort({"base": same, "copy": same}), ["base", "copy"], ["heart", "aorta"], settings(), 1).iloc[-1]
    assert (row["difference"], row["ci_low"], row["ci_high"], row["p"], row["effect_size"]) == (0, 0, 0, 1, 0)
    assert row["verdict"] == "no difference found"


def test_a_constant_difference_is_found_in_spite_of_rounding(cohort):
    base = values(1, 12)
    table = compared(
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
    row = compared(*cohort(arms), list(arms), ["heart"], settings(protocol=protocol), 1).iloc[0]
    assert row["verdict"] == "too few patients"
    assert row["p_attainable"] == (0.25 if protocol == "paired" else 0.1)


def test_five_paired_patients_are_too_few_and_six_enough(cohort):
    for n, expected in ((5, "too few patients"), (6, "better")):
        arms = {"base": {"heart": values(1, n)}, "more": {"heart": values(1, n) + 0.2}}
        row = compared(*cohort(arms), list(arms), ["heart"], settings(), 1).iloc[0]
        assert row["verdict"] == expected


def test_too_many_comparisons_make_patients_too_few(cohort):
    # A constant difference in 6 patients: p = 1/32 alone, and over two organs and their mean 3/32.
    organs = {"heart": values(1, 6), "aorta": values(2, 6)}
    arms = {"base": organs, "more": {organ: some + 0.2 for organ, some in organs.items()}}
    table = compared(*cohort(arms), list(arms), list(organs), settings(), 1)
    assert table["p_holm"].tolist() == pytest.approx([3 / 32] * 3)
    assert set(table["verdict"]) == {"too few patients"}


def test_published_protocol_is_unpaired_with_2n_minus_2(cohort):
    n = 40
    patient = values(1, n)
    arms = {"base": {"heart": patient}, "more": {"heart": patient + values(2, n) / 30}}
    paired = compared(*cohort(arms), list(arms), ["heart"], settings(), 1).iloc[0]
    published = compared(*cohort(arms), list(arms), ["heart"], settings(protocol="published"), 1).iloc[0]
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
    table = compared(metrics, patients, ["base", "more"], list(base), settings(protocol="published"), 1)
    row = table[table["organ"] == "heart"].iloc[0]
    assert row["p"] <= 0.05 < row["p_holm"] and row["verdict"] == "better"
    assert table["p_holm"].tolist() == pytest.approx(multipletests(table["p"], method="holm")[1])


def test_only_patients_of_both_arms_are_counted_and_averaged(cohort):
    metrics, patients, arms, organs = three_arms(cohort)
    lacking = metrics[~((metrics["arm"] == "good") & (metrics["case"] == "c03"))]
    row = compared(lacking, patients, arms, organs, settings(), 1).iloc[0]
    assert row["patients"] == 11
    heart = metrics[(metrics["arm"] == "base") & (metrics["organ"] == "heart") & (metrics["case"] != "c03")]
    assert row["mean_a"] == pytest.approx(heart["dice"].mean())


def test_scans_of_one_patient_are_no_more_patients(cohort):
    metrics, patients, arms, organs = three_arms(cohort)
    for scan in range(8):
        patients[f"c{scan:02d}"] = "p00"
    table = compared(metrics, patients, arms, organs, settings(), 1)
    assert set(table["patients"]) == {5}
    assert set(table["verdict"]) == {"too few patients"}


def test_an_organ_without_a_value_is_no_error_and_no_test(cohort, tmp_path):
    metrics, patients, arms, organs = three_arms(cohort)
    gone = metrics["organ"] == "aorta"
    metrics.loc[gone, "dice"] = nan
    metrics.loc[gone, "outcome"] = "not_annotated"
    table = compared(metrics, patients, arms, [*organs, "liver"], settings(), 1)
    without = table[table["organ"].isin(["aorta", "liver"])]
    assert set(without["verdict"]) == {"too few patients"} and set(without["patients"]) == {0}
    assert without[["p", "p_holm", "difference", "ci_low", "statistic"]].isna().all(axis=None)
    tested = table.dropna(subset="p")
    assert tested["p_holm"].tolist() == pytest.approx(multipletests(tested["p"], method="holm")[1])


def test_one_organ_is_not_tested_twice(cohort):
    arms = {"base": {"heart": values(1, 8)}, "more": {"heart": values(2, 8)}}
    assert compared(*cohort(arms), list(arms), ["heart"], settings(), 1)["organ"].tolist() == ["heart"]


def test_one_arm_gives_an_empty_table_with_all_columns(cohort):
    table = compared(*cohort({"base": {"heart": values(1, 8)}}), ["base"], ["heart"], settings(), 1)
    assert table.empty and list(table.columns) == STATISTICS.names


def test_a_baseline_without_arm_is_an_error(cohort):
    with pytest.raises(StudyError, match="comparisons: baseline: 'bass' is no arm"):
        compared(*three_arms(cohort), settings(baseline="bass"), 1)


@pytest.mark.parametrize("protocol", ["paired", "published"])
def test_every_row_survives_the_file_and_has_a_sentence(cohort, tmp_path, protocol):
    for n in (1, 2, 4, 12):
        table = compared(*three_arms(cohort, n), settings(protocol=protocol), 1)
        write_frame(tmp_path / "statistics.csv", STATISTICS, table)
        back = read_frame(tmp_path / "statistics.csv", STATISTICS)
        write_frame(tmp_path / "again.csv", STATISTICS, back)
        assert (tmp_path / "again.csv").read_bytes() == (tmp_path / "statistics.csv").read_bytes()
        for row in back.to_dict("records"):
            said = sentence(row, settings())
            assert "nan" not in said and row["arm_b"] in said
            assert ("no difference found" in said) == (row["verdict"] == "no difference found")


def test_an_arm_that_invents_an_organ_loses_though_the_other_has_no_value(long_form):
    """Twelve patients, six of them without the organ, which one arm finds in all of these."""
    rows, patients = [], {f"c{number:02d}": f"p{number:02d}" for number in range(12)}
    for number, case in enumerate(patients):
        healthy = number < 6
        rows.append(("base", case, "heart", nan if healthy else 0.9, 1, "both_empty" if healthy else "ok"))
        rows.append(("more", case, "heart", 0.0 if healthy else 0.9, 1, "spurious" if healthy else "ok"))
    metrics = long_form(rows)
    lengths = metrics["outcome"].map({"both_empty": nan, "spurious": 400.0, "ok": 3.0})
    metrics = metrics.assign(hd95_mm=lengths)
    chosen = settings(metrics=["dice", "hd95_mm"])
    dice, hd95 = compared(metrics, patients, ["base", "more"], ["heart"], chosen, 1).to_dict("records")
    assert (dice["patients"], dice["mean_a"], dice["mean_b"]) == (12, pytest.approx(0.95), pytest.approx(0.45))
    assert (hd95["mean_a"], hd95["mean_b"]) == (pytest.approx(1.5), pytest.approx(201.5))
    assert dice["p"] <= 0.05 and (dice["higher"], dice["lower"]) == (0, 6)
    assert {dice["verdict"], hd95["verdict"]} <= {"worse", "mixed"}


def test_where_nobody_invents_an_organ_that_is_not_there_nothing_is_counted(long_form):
    patients = {f"c{number}": f"p{number}" for number in range(8)}
    rows = [(arm, case, "heart", 0.5 + 0.1 * (arm == "more"), 1) for arm in ("base", "more") for case in patients]
    rows = [row for row in rows if row[1] != "c0"]
    rows += [(arm, "c0", "heart", nan, 1, "both_empty") for arm in ("base", "more")]
    row = compared(long_form(rows), patients, ["base", "more"], ["heart"], settings(), 1).iloc[0]
    assert (row["patients"], row["mean_a"]) == (7, pytest.approx(0.5))


def test_a_seed_that_rightly_leaves_an_organ_empty_counts_where_another_invents_it(long_form):
    rows = [("base", "c0", "heart", nan, seed, "both_empty") for seed in (1, 2)]
    rows += [("more", "c0", "heart", 0.0, 1, "spurious"), ("more", "c0", "heart", nan, 2, "both_empty")]
    row = compared(long_form(rows), {"c0": "p0"}, ["base", "more"], ["heart"], settings(), 1).iloc[0]
    assert (row["mean_a"], row["mean_b"]) == (1.0, 0.5)


def test_all_comparisons_of_a_metric_test_one_quantity(cohort):
    """One organ with failures: ranks for both, although the other looks normal."""
    n, generator = 40, np.random.default_rng(3)
    base = {organ: values(seed, n) for seed, organ in enumerate(("heart", "aorta"))}
    more = {organ: some + generator.normal(0.03, 0.01, n) for organ, some in base.items()}
    calm = compared(*cohort({"base": base, "more": more}), ["base", "more"], ["heart", "aorta"], settings(), 1)
    assert set(calm["tested"]) == {"mean"} and set(calm["verdict"]) == {"better"}
    more["heart"][:3] = 0.0
    table = compared(*cohort({"base": base, "more": more}), ["base", "more"], ["heart", "aorta"], settings(), 1)
    assert (
        set(table["tested"]) == {"ranks"} and dict(zip(table["organ"], table["normal"], strict=True))["aorta"] == "yes"
    )
    assert dict(zip(table["organ"], table["verdict"], strict=True)) == {
        "heart": "mixed",
        "aorta": "better",
        "mean": "mixed",
    }
    assert (table["p_mean_holm"] >= table["p_mean"]).all()


def test_zeros_are_no_patients_of_a_rank_test(cohort):
    """Of forty patients three differ: no p of three reaches .05, and the margin knows that the mean is near zero."""
    base = values(1, 40)
    more = base + np.r_[0.001, 0.002, 0.9, np.zeros(37)]
    row = compared(*cohort({"base": {"heart": base}, "more": {"heart": more}}), ["base", "more"], ["heart"],
                   settings(), 1).iloc[0]  # fmt: skip
    assert (row["tested"], row["p_attainable"], row["verdict"]) == ("ranks", 0.25, "too few patients")
    assert "the 3 patients in whom the arms differ" in sentence(row.to_dict(), settings())


def test_a_margin_makes_arms_equivalent_that_differ_by_less(cohort):
    base = values(1, 20)
    more = base + np.random.default_rng(2).normal(0.002, 0.003, 20)
    table = cohort({"base": {"heart": base}, "more": {"heart": more}})
    row = compared(*table, ["base", "more"], ["heart"], settings(margin={"dice": 0.01}), 1).iloc[0]
    assert row["verdict"] == "equivalent" and row["p_equivalent"] < 0.001
    assert compared(*table, ["base", "more"], ["heart"], settings(), 1).iloc[0]["verdict"] != "equivalent"


def test_the_first_arm_is_the_baseline_where_none_is_named(cohort):
    table = compared(*three_arms(cohort), settings(baseline=""), 1)
    assert set(table.loc[table["family"] == "primary", "arm_a"]) == {"base"}


def test_no_arm_pays_for_the_tests_of_a_control_and_none_is_the_best(cohort):
    metrics, patients, arms, organs = three_arms(cohort)
    truth = metrics[metrics["arm"] == "base"].assign(arm="truth", dice=1.0)
    spec = ComparisonSpec(settings(), (*arms, "truth"), tuple(organs), patients, 1, bounds=("truth",))
    with_truth = compare(pd.concat([metrics, truth]), spec)
    alone = compared(metrics, patients, arms, organs, settings(), 1)
    own = with_truth[with_truth["family"] != "bound"].reset_index(drop=True)
    pd.testing.assert_frame_equal(own, alone)
    bound = with_truth[with_truth["family"] == "bound"]
    assert set(bound["arm_b"]) == {"truth"} and set(bound["verdict"]) == {"better"} and len(bound) == 3
