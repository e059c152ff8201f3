from dataclasses import replace
from math import nan

import pytest

from segstudy.comparison.verdict import Evidence, published_verdict, side_of, verdict

MEANS = Evidence("mean", 0.01, 0.01, nan, 1, 1, 1, 0.001, 0.0)
RANKS = Evidence("ranks", 0.01, 0.01, nan, 1, 1, 1, 0.001, 0.01)


@pytest.mark.parametrize(
    ("evidence", "changes", "expected"),
    [
        (MEANS, {}, "better"),
        (MEANS, {"mean_side": -1, "ranks_lean": -1}, "worse"),
        (MEANS, {"p": 0.05, "p_mean": 0.05}, "better"),
        (MEANS, {"p": 0.0501, "p_mean": 0.0501}, "no difference found"),
        (MEANS, {"ranks_lean": -1}, "mixed"),
        (MEANS, {"p_attainable": 0.0625}, "too few patients"),
        (MEANS, {"p_attainable": 0.0625, "p": 0.9, "p_mean": 0.9}, "too few patients"),
        (MEANS, {"p": nan, "p_mean": nan, "mean_side": 0, "ranks_side": 0}, "too few patients"),
        (RANKS, {}, "better"),
        (RANKS, {"mean_side": -1, "ranks_side": -1}, "worse"),
        # The ranks say one thing and the mean another, or nothing.
        (RANKS, {"mean_side": -1}, "mixed"),
        (RANKS, {"mean_side": 0, "p_mean": 0.4}, "mixed"),
        (RANKS, {"p_mean": 0.06}, "mixed"),
        (RANKS, {"p": 0.3}, "mixed"),
        (RANKS, {"p": 0.3, "p_mean": 0.3}, "no difference found"),
        (RANKS, {"p": 0.3, "p_mean": 0.3, "p_holm_attainable": 0.2}, "too few patients"),
        (RANKS, {"p": 0.3, "p_holm_attainable": 0.2}, "too few patients"),
        # What was found was found.
        (RANKS, {"p_holm_attainable": 0.2}, "better"),
        (RANKS, {"p": 1.0, "p_mean": 1.0, "differ": False}, "no difference found"),
        (RANKS, {"p": 1.0, "p_mean": 1.0, "differ": False, "enough": False}, "too few patients"),
        (MEANS, {"p_equivalent": 0.01}, "equivalent"),
        (RANKS, {"p_equivalent": 0.01, "p_attainable": 0.5}, "equivalent"),
        (MEANS, {"p_equivalent": 0.01, "enough": False, "p_attainable": 0.5}, "too few patients"),
        (MEANS, {"p_equivalent": 0.06}, "better"),
    ],
)
def test_verdict_by_what_was_and_could_be_found(evidence, changes, expected):
    changed = replace(evidence, **changes)
    assert verdict(changed, True, 0.05) == expected
    mirrored = {"better": "worse", "worse": "better"}
    assert verdict(changed, False, 0.05) == mirrored.get(expected, expected)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "better"),
        ({"direction": -1.0}, "worse"),
        ({"p": 0.2}, "no difference found"),
        ({"p": nan}, "too few patients"),
        ({"p_attainable": 0.1}, "too few patients"),
    ],
)
def test_publications_judge_by_one_p(changes, expected):
    told = {"direction": 1.0, "higher_is_better": True, "p": 0.01, "p_attainable": 0.001, "p_bound": 0.0, "alpha": 0.05}
    assert published_verdict(**told | changes) == expected


def test_an_interval_lies_on_one_side_or_on_none():
    assert [side_of(*ends) for ends in ((0.1, 0.2), (-0.2, -0.1), (-0.1, 0.1), (0, 0.1), (nan, nan))] == [
        1,
        -1,
        0,
        0,
        0,
    ]
