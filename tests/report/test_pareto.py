import dataclasses
import re

from hypothesis import example, given, settings
from hypothesis import strategies as st

from segstudy.report.figures.pareto import pareto
from segstudy.report.pareto import Priced, front, priced
from segstudy.report.sections.arms import arms


def arm(name: str, dice: float, seconds: float) -> Priced:
    return Priced(name, dice, 0.01, seconds)


def test_the_front_holds_what_nothing_beats_at_both() -> None:
    cheap, good, dear, bad, twin = (
        arm("cheap", 0.6, 10), arm("good", 0.8, 50), arm("dear", 0.8, 90), arm("bad", 0.5, 20), arm("twin", 0.8, 50)
    )  # fmt: skip
    assert [one.arm for one in front([good, twin, dear, cheap, bad])] == ["cheap", "good", "twin"]
    assert front([dear]) == [dear]


def test_arms_are_priced_by_the_summary_and_without_it_not_at_all(made_input) -> None:
    found = priced(made_input)
    assert {one.arm: one.seconds for one in found} == dict(
        zip(made_input.summary["arm"], made_input.summary["training_seconds"], strict=True)
    )
    assert [one.dice for one in found] == sorted((one.dice for one in found), reverse=True)
    assert priced(dataclasses.replace(made_input, summary=made_input.summary[["arm"]])) == []
    assert (
        "Accuracy against cost" not in arms(dataclasses.replace(made_input, summary=made_input.summary[["arm"]])).html
    )


def test_names_of_many_arms_do_not_overlap() -> None:
    many = [arm(f"arm{number}", 0.8 + 0.0001 * number, 100 + number) for number in range(13, 0, -1)]
    svg = pareto(many, front(many), "arm1", "p")
    heights = [float(y) for y in re.findall(r'<text [^>]*?y="([\d.]+)"[^>]*>arm\d+<', svg)]
    assert len(heights) == 13
    gaps = [low - high for high, low in zip(heights, heights[1:], strict=False)]
    assert min(gaps) > 10


def test_every_arm_says_what_it_cost(made_input) -> None:
    html = arms(made_input).html
    told = re.findall(r"<title>([^<]*of training[^<]*)</title>", html)
    assert len(told) == 4 and all(" ± " in text for text in told)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(0, 1), st.floats(1e-3, 1e8)).map(lambda told: arm("one", *told)), min_size=1, max_size=4
    )
)
@example([arm("between 10 and 20 s", 0.5, 14.0)])
def test_any_time_has_an_axis(arms: list[Priced]) -> None:
    svg = pareto(arms, front(arms), "one", "p")
    assert re.search(r">[\d.e+]+ (s|min|h|d)<", svg)
