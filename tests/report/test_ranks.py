import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from segstudy.comparison.effect import matched_rank_biserial
from segstudy.report.ranks import all_pairs, ranks
from segstudy.report.sections.ranks import rank_section


def values(arms: dict[str, float], patients: int = 14, noise: float = 0.02) -> pd.DataFrame:
    generator = np.random.default_rng(5)
    base = generator.normal(0.7, 0.05, patients)
    return pd.DataFrame({arm: base + shift + generator.normal(0, noise, patients) for arm, shift in arms.items()})


def test_critical_differences_are_those_of_demsars_table() -> None:
    """Table 5(a) of Demšar 2006: q at 0.05 is 2.343, 2.569, 2.850 and 3.164 for 3, 4, 6 and 10 classifiers."""
    for arms, q in ((3, 2.343), (4, 2.569), (6, 2.850), (10, 3.164)):
        found = ranks(values({f"arm{number}": 0.01 * number for number in range(arms)}), True)
        assert found.critical_difference == pytest.approx(q * np.sqrt(arms * (arms + 1) / (6 * 14)), rel=3e-4)


def test_ranks_of_a_worked_example() -> None:
    table = pd.DataFrame({"a": [0.9, 0.8, 0.7], "b": [0.8, 0.8, 0.6], "c": [0.1, 0.2, 0.3]})
    found = ranks(table, higher_is_better=True)
    assert found.mean_ranks == {"a": pytest.approx(3.5 / 3), "b": pytest.approx(5.5 / 3), "c": 3.0}
    assert list(ranks(table, higher_is_better=False).mean_ranks) == ["c", "b", "a"]
    expected = stats.friedmanchisquare(*table.to_numpy().T)
    assert (found.statistic, found.p) == (pytest.approx(expected.statistic), pytest.approx(expected.pvalue))


def test_arms_far_apart_are_told_apart_and_close_ones_are_not() -> None:
    found = ranks(values({"worst": -0.3, "one": 0.0, "two": 0.001, "best": 0.4}, patients=40), True)
    assert list(found.mean_ranks)[0] == "best" and list(found.mean_ranks)[-1] == "worst"
    assert [set(clique) for clique in found.cliques] == [{"one", "two"}]
    assert found.p < 1e-10


def test_patients_without_a_value_are_left_out_and_too_little_gives_none() -> None:
    table = values({"a": 0.0, "b": 0.1, "c": 0.2})
    table.loc[3, "b"] = np.nan
    assert ranks(table, True).patients == 13
    assert ranks(table[["a", "b"]], True) is None
    assert ranks(table.iloc[:1], True) is None


def test_arms_that_never_differ_have_no_difference() -> None:
    table = pd.DataFrame({arm: [0.5, 0.6, 0.7] for arm in "abc"})
    found = ranks(table, True)
    assert found.p == 1 and found.cliques == (("a", "b", "c"),)
    assert {(pair.p, pair.effect) for pair in all_pairs(table)} == {(1.0, 0.0)}


@settings(max_examples=10, deadline=None)
@given(st.integers(2, 4), st.integers(3, 12), st.integers(0, 1000))
def test_pairs_agree_with_the_tests_of_the_comparison_and_their_correction_never_helps(arms, patients, seed) -> None:
    generator = np.random.default_rng(seed)
    table = pd.DataFrame(generator.normal(size=(patients, arms)), columns=[f"arm{number}" for number in range(arms)])
    pairs = all_pairs(table)
    assert len(pairs) == arms * (arms - 1) / 2
    for pair in pairs:
        difference = (table[pair.arm] - table[pair.other]).to_numpy()
        assert pair.p == pytest.approx(stats.wilcoxon(table[pair.arm], table[pair.other]).pvalue)
        assert pair.effect == pytest.approx(matched_rank_biserial(difference))
        assert pair.p <= pair.p_holm <= 1 and pair.p_holm >= min(1, pair.p_attainable / len(pairs))


def test_too_few_patients_are_said_to_be_too_few(made_input) -> None:
    few = made_input.metrics["case"].isin(["P00", "P01"])
    cases = made_input.cases[made_input.cases["case"].isin(["P00", "P01"])]
    folds = made_input.folds[made_input.folds["case"].isin(["P00", "P01"])]
    changed = dataclasses.replace(made_input, metrics=made_input.metrics[few], cases=cases, folds=folds)
    html = rank_section(changed).html
    assert html.count("too few patients to tell") == 3
    assert html.count('class="cell few"') == 3 * 4 * 3 and "no difference between" not in html


def test_the_section_shows_every_metric_with_a_diagram_and_every_pair_twice(made_input) -> None:
    html = rank_section(made_input).html
    assert html.count('class="chart"') == 3
    assert html.count("rank-biserial +") + html.count("rank-biserial −") + html.count("rank-biserial 0") == 3 * 4 * 3
    assert html.count("data:text/csv;base64,") == 3
