import re

import pytest

from segstudy.report.numbers import exact_p
from segstudy.report.sections.arms import arms
from segstudy.report.significance_stars import significance_stars


def test_a_star_stands_for_a_verdict_and_says_its_exact_p_and_interval(made_input) -> None:
    table = made_input.statistics
    for row in table[table["arm_a"] == "raw"].to_dict("records"):
        found = significance_stars(made_input, row["arm_b"], row["metric"], row["organ"])
        assert (found is not None) == (row["verdict"] in ("better", "worse"))
        if found:
            signs, words = found
            assert len(signs) == 1 + (row["p_holm"] <= 0.01) + (row["p_holm"] <= 0.001)
            assert f"Holm-corrected p {exact_p(row['p_holm'], True)}" in words
            assert "95 % interval" in words and row["verdict"] in words
    shown = re.findall(r'class="star" title="([^"]*)">(\*+)<', arms(made_input).html)
    assert len(shown) == table.loc[table["arm_a"] == "raw", "verdict"].isin(["better", "worse"]).sum()


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.04321, "0.0432"), (1.0, "1"), (2.577e-8, "2.6 × 10⁻⁸"), (0.001, "0.001"), (0.0, "0"), (float("nan"), "–")],
)
def test_exact_p_is_readable_at_every_size(value, text) -> None:
    assert exact_p(value) == text
    assert exact_p(value, relation=True) == (f"= {text}" if text != "–" else text)
