import numpy as np
import pandas as pd
import pytest
from scipy import stats

from segstudy.comparison.winner import runner_up_and_winner


def cells(arms, organs=("heart",)):
    rows = [(f"p{n}", f"c{n}", organ) for n in range(len(next(iter(arms.values())))) for organ in organs]
    index = pd.MultiIndex.from_tuples(rows, names=["patient", "case", "organ"])
    return pd.DataFrame({arm: np.repeat(np.asarray(v, float), len(organs)) for arm, v in arms.items()}, index=index)


def test_second_and_best_by_mean():
    table = cells({"a": [0.5, 0.5], "b": [0.9, 0.7], "c": [0.6, 0.8]})
    assert runner_up_and_winner(table, ["a", "b", "c"], "mean") == ("c", "b")


def test_of_equal_arms_the_first_is_better():
    table = cells({"a": [0.1, 0.2], "b": [0.3, 0.3], "c": [0.2, 0.4]})
    assert runner_up_and_winner(table, ["a", "c", "b"], "heart") == ("b", "c")


def test_arms_without_a_value_take_no_part():
    table = cells({"a": [np.nan, np.nan], "b": [0.3, 0.3], "c": [0.2, 0.4]})
    assert runner_up_and_winner(table, ["a", "b"], "heart") is None
    assert runner_up_and_winner(table, ["a", "b", "c"], "heart") == ("c", "b")


@pytest.mark.parametrize(("arms", "tied"), [(2, 2), (5, 5), (5, 2), (13, 4)])
def test_a_false_winner_is_declared_no_more_often_than_alpha(arms, tied):
    """Arms that share their patients, the best of them equal: whichever wins is not the best."""
    generator, studies, patients = np.random.default_rng([arms, tied]), 6000, 20
    shared = generator.normal(0, 1, (studies, patients, 1))
    values = shared + generator.normal(0, 0.7, (studies, patients, arms))
    values[..., tied:] -= 0.2
    order = np.argsort(-values.mean(axis=1), axis=1)[:, :2]
    best, second = (np.take_along_axis(values, order[:, None, [place]], axis=2)[..., 0] for place in (0, 1))
    p = stats.ttest_rel(best, second, axis=1).pvalue
    assert np.mean(p <= 0.05) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / studies)
