import dataclasses

import pytest

from segstudy.report.ranking import by_mean, compared, ranked
from segstudy.report.sections.headline import headline


@pytest.mark.parametrize(
    ("values", "higher", "marks"),
    [
        ({"a": 0.9, "b": 0.8, "c": 0.7}, True, {"a": "best", "b": "second"}),
        ({"a": 9.0, "b": 8.0, "c": 7.0}, False, {"c": "best", "b": "second"}),
        ({"a": 0.9001, "b": 0.9002, "c": 0.7}, True, {"a": "best", "b": "best", "c": "second"}),
        ({"a": 0.9, "b": float("nan")}, True, {}),
        ({"a": 0.9, "b": 0.9}, True, {"a": "best", "b": "best"}),
        ({"a": 0.9}, True, {}),
    ],
)
def test_marks_follow_the_numbers_as_shown(values, higher: bool, marks) -> None:
    assert ranked(values, 3, higher) == marks


def test_arms_are_ordered_by_mean(made_input) -> None:
    order = by_mean(made_input)
    assert [arm for arm, _ in order] == ["full+augmentation", "full+postprocessing", "full", "raw"]
    assert order[0][1] > order[1][1]


def test_an_oracle_is_never_the_best_arm(made_input, described) -> None:
    names = {"full+augmentation": "told_oracle"}
    metrics, summary = (
        table.assign(arm=table["arm"].replace(names)) for table in (made_input.metrics, made_input.summary)
    )
    arms = tuple(dataclasses.replace(arm, name=names.get(arm.name, arm.name)) for arm in made_input.facts.arms)
    facts = dataclasses.replace(made_input.facts, arms=arms)
    renamed = described(dataclasses.replace(made_input, metrics=metrics, summary=summary, facts=facts))
    order = by_mean(renamed)
    assert [arm for arm, _ in order] == ["full+postprocessing", "full", "raw", "told_oracle"]
    assert order[3][1] > order[0][1]
    assert list(renamed.further.pareto["arm"]) == ["full+postprocessing", "full", "raw"]
    assert len(made_input.further.pareto) == 4
    assert "the best of 3 arms, oracles and controls apart" in str(headline(renamed).html)
    assert "the best of 4 arms." in str(headline(made_input).html)


def test_comparison_with_the_baseline_is_over_all_organs(made_input) -> None:
    row = compared(made_input, "full")
    assert (row["organ"], row["arm_a"], row["arm_b"], row["metric"]) == ("mean", "raw", "full", "dice")
    assert compared(made_input, "raw") is None
