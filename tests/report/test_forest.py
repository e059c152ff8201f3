import re
from dataclasses import replace

from segstudy.report.numbers import fixed
from segstudy.report.sections.headline import headline


def test_the_first_section_shows_every_difference_from_the_baseline_best_arm_first(made_input) -> None:
    html = headline(made_input).html
    told = re.findall(r"<title>([^<]*) against raw: (\S+) \(95 % interval (\S+) to (\S+)\), Holm-corrected", html)
    rows = made_input.statistics.query("metric == 'dice' and organ == 'mean' and arm_a == 'raw'").set_index("arm_b")
    assert {arm for arm, *_ in told} == set(rows.index)
    for arm, *numbers in told:
        assert numbers == [fixed(rows.loc[arm, key], sign=True) for key in ("difference", "ci_low", "ci_high")]
    assert [arm for arm, *_ in told][0] == "full+augmentation"


def test_what_the_best_arm_cost_is_held_against_the_baseline(made_input) -> None:
    assert f"{601.2 / 310:.1f} times the training of raw" in headline(made_input).html


def test_without_costs_nothing_is_held_against_them(light_input) -> None:
    html = headline(replace(light_input, summary=light_input.summary.drop(columns="training_seconds"))).html
    assert "times the training" not in html
