import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from segstudy.comparison.effect import matched_rank_biserial
from segstudy.comparison.every_pair import compare_pairs, pair_table
from segstudy.comparison.ranks import rank_arms, rank_table, ranks_of
from segstudy.comparison.spec import ComparisonSpec
from segstudy.config.sections.comparisons import ComparisonSettings


def values(arms: dict[str, float], patients: int = 14, noise: float = 0.02) -> pd.DataFrame:
    generator = np.random.default_rng(5)
    base = generator.normal(0.7, 0.05, patients)
    return pd.DataFrame({arm: base + shift + generator.normal(0, noise, patients) for arm, shift in arms.items()})


def test_critical_differences_are_those_of_demsars_table() -> None:
    """Table 5(a) of Demšar 2006: q at 0.05 is 2.343, 2.569, 2.850 and 3.164 for 3, 4, 6 and 10 classifiers."""
    for arms, q in ((3, 2.343), (4, 2.569), (6, 2.850), (10, 3.164)):
        found = rank_arms(values({f"arm{number}": 0.01 * number for number in range(arms)}), True)
        assert found.critical_difference == pytest.approx(q * np.sqrt(arms * (arms + 1) / (6 * 14)), rel=3e-4)


def test_ranks_of_a_worked_example() -> None:
    table = pd.DataFrame({"a": [0.9, 0.8, 0.7], "b": [0.8, 0.8, 0.6], "c": [0.1, 0.2, 0.3]})
    found = rank_arms(table, higher_is_better=True)
    assert found.mean_ranks == {"a": pytest.approx(3.5 / 3), "b": pytest.approx(5.5 / 3), "c": 3.0}
    assert list(rank_arms(table, higher_is_better=False).mean_ranks) == ["c", "b", "a"]
    expected = stats.friedmanchisquare(*table.to_numpy().T)
    assert (found.statistic, found.p) == (pytest.approx(expected.statistic), pytest.approx(expected.pvalue))


def test_arms_far_apart_are_told_apart_and_close_ones_are_not() -> None:
    found = rank_arms(values({"worst": -0.3, "one": 0.0, "two": 0.001, "best": 0.4}, patients=40), True)
    assert list(found.mean_ranks)[0] == "best" and list(found.mean_ranks)[-1] == "worst"
    assert [set(clique) for clique in found.cliques] == [{"one", "two"}]
    assert found.p < 1e-10


def test_patients_without_a_value_are_left_out_and_too_little_gives_none() -> None:
    table = values({"a": 0.0, "b": 0.1, "c": 0.2})
    table.loc[3, "b"] = np.nan
    assert rank_arms(table, True).patients == 13
    assert rank_arms(table[["a", "b"]], True) is None
    assert rank_arms(table.iloc[:1], True) is None


def test_arms_that_never_differ_have_no_difference() -> None:
    table = pd.DataFrame({arm: [0.5, 0.6, 0.7] for arm in "abc"})
    found = rank_arms(table, True)
    assert found.p == 1 and found.cliques == (("a", "b", "c"),)
    assert {(pair.p, pair.effect) for pair in compare_pairs(table).itertuples()} == {(1.0, 0.0)}


@settings(max_examples=10, deadline=None)
@given(st.integers(2, 4), st.integers(3, 12), st.integers(0, 1000))
def test_pairs_agree_with_the_tests_of_the_comparison_and_their_correction_never_helps(arms, patients, seed) -> None:
    generator = np.random.default_rng(seed)
    table = pd.DataFrame(generator.normal(size=(patients, arms)), columns=[f"arm{number}" for number in range(arms)])
    pairs = compare_pairs(table)
    assert len(pairs) == arms * (arms - 1) / 2
    for pair in pairs.itertuples():
        difference = (table[pair.arm] - table[pair.other]).to_numpy()
        assert pair.p == pytest.approx(stats.wilcoxon(table[pair.arm], table[pair.other]).pvalue)
        assert pair.effect == pytest.approx(matched_rank_biserial(difference))
        assert pair.p <= pair.p_holm <= 1 and pair.p_holm >= min(1, pair.p_attainable / len(pairs))


def test_the_tables_hold_every_metric_and_tell_the_ranks(cohort) -> None:
    generator = np.random.default_rng(2)
    organs = ("heart", "aorta")
    arms = {arm: {organ: generator.uniform(0.4, 0.6, 9) + shift for organ in organs}
            for arm, shift in (("base", 0.0), ("good", 0.3), ("best", 0.35))}  # fmt: skip
    metrics, patients = cohort(arms)
    settings = ComparisonSettings(baseline="base", metrics=["hd95_mm"])
    spec = ComparisonSpec(settings, tuple(arms), organs, patients, 1)
    table = rank_table(metrics, spec)
    assert list(dict.fromkeys(table["metric"])) == ["dice", "hd95_mm"]
    wide = pd.DataFrame({arm: (own["heart"] + own["aorta"]) / 2 for arm, own in arms.items()})
    assert ranks_of(table, "dice") == rank_arms(wide, higher_is_better=True)
    assert list(ranks_of(table, "hd95_mm").mean_ranks)[0] == "base", "a distance is better when it is lower"
    assert ranks_of(table, "iou") is None
    pairs = pair_table(metrics, table, spec)
    assert len(pairs) == 2 * 3
    best = list(ranks_of(table, "dice").mean_ranks)
    peer = compare_pairs(wide[best])
    assert pairs.loc[pairs["metric"] == "dice", "p_holm"].tolist() == pytest.approx(peer["p_holm"].tolist())
    two = ComparisonSpec(settings, ("base", "good"), organs, patients, 1)
    assert not len(rank_table(metrics, two)) and not len(pair_table(metrics, rank_table(metrics, two), two))


def test_patients_in_whom_a_pair_is_equal_can_show_nothing() -> None:
    table = pd.DataFrame({"a": np.r_[np.full(10, 0.5), 0.6, 0.7, 0.8], "b": np.full(13, 0.5)})
    pair = compare_pairs(table).iloc[0]
    assert (pair["patients"], pair["p"], pair["p_attainable"]) == (13, 0.25, 0.25)
    noisy = table.assign(b=table["b"] + 1e-15)
    assert compare_pairs(noisy).iloc[0]["p"] == 0.25, "the noise of adding floats is no difference"


def test_without_a_complete_arm_there_are_no_ranks(cohort) -> None:
    metrics, patients = cohort({"base": {"heart": [0.5, 0.6]}, "more": {"heart": [0.6, 0.7]}})
    spec = ComparisonSpec(ComparisonSettings(baseline="base"), ("base", "more"), ("heart",), patients, 1)
    assert not len(rank_table(metrics.iloc[:0], spec))
