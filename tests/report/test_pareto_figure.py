import dataclasses
import re

from hypothesis import example, given, settings
from hypothesis import strategies as st

from segstudy.comparison.pareto import Priced, front
from segstudy.report.figures.pareto import pareto
from segstudy.report.sections.arms import arms


def arm(name: str, dice: float, seconds: float) -> Priced:
    return Priced(name, dice, 0.01, seconds)


def test_arms_are_priced_and_where_no_cost_is_known_not_at_all(made_input) -> None:
    assert "Accuracy against cost" in arms(made_input).html
    unpriced = dataclasses.replace(made_input.further, pareto=made_input.further.pareto.iloc[:0])
    assert "Accuracy against cost" not in arms(dataclasses.replace(made_input, further=unpriced)).html


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
