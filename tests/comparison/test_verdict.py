from math import nan

import pytest

from segstudy.comparison.verdict import verdict

FOUND = {
    "direction": 1.0,
    "higher_is_better": True,
    "p_holm": 0.01,
    "p_attainable": 0.001,
    "p_holm_attainable": 0.01,
    "alpha": 0.05,
}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "better"),
        ({"direction": -1.0}, "worse"),
        ({"higher_is_better": False}, "worse"),
        ({"higher_is_better": False, "direction": -1.0}, "better"),
        ({"p_holm": 0.05}, "better"),
        ({"p_holm": 0.0501}, "no difference found"),
        ({"p_attainable": 0.0625}, "too few patients"),
        ({"p_attainable": 0.0625, "p_holm": 0.9}, "too few patients"),
        ({"p_holm": nan, "direction": nan}, "too few patients"),
        ({"p_holm": 0.9, "p_holm_attainable": 0.2}, "too few patients"),
        # A t-test may be under the bound of the rank tests beside it: what was found was found.
        ({"p_holm_attainable": 0.2}, "better"),
    ],
)
def test_verdict_by_what_was_and_could_be_found(changes, expected):
    assert verdict(**FOUND | changes) == expected
