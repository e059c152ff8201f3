"""What stands beside every verdict."""

import dataclasses
import re

from segstudy.report.caveats import caveats, flattery
from segstudy.report.sections.headline import headline
from segstudy.report.sections.significance import significance
from segstudy.tables.frames import frame
from segstudy.tables.further_statistics import COMPONENTS


def test_folds_and_one_seed_stand_beside_the_headline_and_the_tests(made_input) -> None:
    said = caveats(made_input)
    assert (
        "The networks of any two of the 3 folds share 50 % of their training patients" in said[0]
        and "trained once: one draw" in said[1]
    )
    for section in (headline, significance):
        html = " ".join(section(made_input).html.split())
        assert all(one in html for one in said)
    arms = tuple(dataclasses.replace(arm, trainings=()) for arm in made_input.facts.arms)
    untrained = dataclasses.replace(made_input, facts=dataclasses.replace(made_input.facts, arms=arms))
    assert caveats(untrained) == []


def flattered(made_input, by: float):
    ranks = made_input.further.ranks.assign(optimism=by)
    return dataclasses.replace(made_input, further=dataclasses.replace(made_input.further, ranks=ranks))


def test_the_winner_is_said_to_be_flattered_by_as_much_as_the_bootstrap_gives(made_input) -> None:
    made_input = flattered(made_input, 0.0123)
    ranks = made_input.further.ranks.query("metric == 'dice'").sort_values("p_best", ascending=False)
    said = flattery(made_input, "dice")
    assert said.startswith("The best of 4 arms is flattered by being picked: with other patients its mean would be")
    assert "about 0.012 worse" in said
    assert f"in {100 * ranks['p_best'].iloc[0]:.0f} % of the resamples {ranks['arm'].iloc[0]} has" in said
    assert said in re.sub(r"\s+", " ", headline(made_input).html)


def test_flattery_that_no_decimal_shows_is_told_by_its_bound(made_input) -> None:
    said = flattery(flattered(made_input, 4e-5), "dice")
    assert "its mean would be less than 0.001 worse (bootstrap over patients)" in said


def test_with_several_seeds_the_share_of_trainings_chance_is_told(made_input) -> None:
    facts = made_input.facts
    row = dict.fromkeys(COMPONENTS.names, 0.01) | {
        "metric": "dice",
        "arm": "full",
        "other": "raw",
        "training_share": 0.4,
    }
    row |= {"patients": 12, "folds": 3, "seeds": 2}
    further = dataclasses.replace(made_input.further, components=frame(COMPONENTS, [row]))
    changed = dataclasses.replace(
        made_input, facts=dataclasses.replace(facts, config={**facts.config, "seeds": 2}), further=further
    )
    said = " ".join(caveats(changed))
    assert (
        "trained with 2 seeds" in said and "training’s chance is 40 % for full (standard deviations: patients" in said
    )
