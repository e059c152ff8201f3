import dataclasses
import re

import pytest

from segstudy.report.protocols import as_published, side_by_side, statistic
from segstudy.report.sections.headline import headline
from segstudy.report.sections.significance import significance


def row(test="unpaired t", value=2.1, dof=78.0, p=0.039):
    return {"test": test, "statistic": value, "dof": dof, "p": p}


@pytest.mark.parametrize(
    ("told", "printed"),
    [
        (row(), "t(78) = 2.10, p < 0.05"),
        (row("Mann-Whitney U", 539.0, float("nan"), 0.012), "U = 539.0, p < 0.05"),
        (row("Mann-Whitney U", 1557.0, float("nan"), 0.4), "U = 1557.0, p = 0.400"),
        (row(p=0.0002), "t(78) = 2.10, p < 0.001"),
        (row(p=0.2), "t(78) = 2.10, p = 0.200"),
        (row("", float("nan"), float("nan"), float("nan")), "–"),
    ],
)
def test_notation_of_publications(told, printed) -> None:
    assert as_published(told, 0.05) == printed


def test_a_bound_above_alpha_is_not_printed() -> None:
    assert as_published(row(p=0.007), 0.0075) == "t(78) = 2.10, p = 0.007"
    assert statistic(row("paired t", -3.14159, 11)) == "t(11) = −3.14"


@pytest.fixture
def both(made_input):
    """The published tests: as the sound ones, but for three comparisons."""
    table = made_input.statistics.assign(test="unpaired t", dof=22.0, p=0.03, verdict="no difference found")
    found = made_input.statistics["verdict"].isin(["better", "worse"])
    table.loc[found, "verdict"] = made_input.statistics["verdict"]
    flipped = table.index[found][:2]
    table.loc[flipped[0], "verdict"] = "no difference found"
    table.loc[flipped[1], "verdict"] = "worse"
    quiet = made_input.statistics.index[~found][0]
    table.loc[quiet, "verdict"] = "better"
    return dataclasses.replace(made_input, published=table), [*flipped, quiet]


def test_every_disagreement_is_named(both) -> None:
    inputs, places = both
    rows = side_by_side(inputs)
    assert len(rows) == len(inputs.statistics)
    assert sorted(place for place, one in enumerate(rows) if one.why) == sorted(places)
    html = significance(inputs).html
    text = " ".join(re.sub(r"<[^>]*>", " ", html).split())
    assert f"The two disagree on 3 of {len(rows)} comparisons" in text
    assert html.count("<strong>no</strong>") == 3
    assert all(rows[place].why in text for place in places)


def test_one_protocol_needs_no_second_table(made_input) -> None:
    assert side_by_side(made_input) == []
    assert "published-tests" not in significance(made_input).html


def test_headline_rests_the_lead_on_the_test_of_best_against_second(made_input) -> None:
    untested = made_input.statistics[made_input.statistics["arm_a"] == "raw"]
    assert "The two have not been compared." in headline(dataclasses.replace(made_input, statistics=untested)).html
    last = made_input.statistics.query("family == 'winner'")
    told = {"arm_a": "full+postprocessing", "arm_b": "full+augmentation", "difference": 0.02, "ci_low": 0.01}
    told |= {"ci_high": 0.03, "p_holm": 0.012, "tested": "mean", "coverage": 0.95}
    less = "full+augmentation less full+postprocessing: +0.020 (95 % interval of the mean +0.010 to +0.030; 12 patients"
    won = f"Its lead holds, and it is the best arm of this study; {less}; Holm-corrected p = 0.012)"
    for changes, words in (
        ({"verdict": "better"}, won),
        ({"verdict": "no difference found"}, f"was not shown; {less}"),
        ({"verdict": "too few patients"}, "Too few patients to say that full+augmentation is really better"),
        ({"arm_a": "full+augmentation", "arm_b": "full+postprocessing", "verdict": "worse"}, "Its lead holds"),
        ({"verdict": "worse"}, "full+postprocessing is the better of the two, so none is called the best"),
        (
            {"verdict": "mixed"},
            "Most patients and the mean point opposite ways, so none is called the best",
        ),
        ({"verdict": "equivalent"}, "equivalent by the study’s margin, so none is called the best"),
    ):
        table = last.assign(**(told | changes))
        assert words in headline(dataclasses.replace(made_input, statistics=table)).html
