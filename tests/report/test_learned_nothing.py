import dataclasses

import numpy as np

from segstudy.report.learned_nothing import learned_nothing
from segstudy.report.sections.headline import headline


def of(inputs, **changed):
    return {each.arm: each for each in learned_nothing(dataclasses.replace(inputs, **changed))}


def flat(inputs, *keys):
    """The same histories, but those of `keys` stay where their loss began."""
    return {
        key: table.assign(loss=table["loss"].iloc[0] + 0.001 * np.arange(len(table))) if key in keys else table
        for key, table in inputs.histories.items()
    }


def test_arms_whose_losses_fell_and_that_found_organs_learned(made_input):
    assert learned_nothing(made_input) == []
    assert "learned nothing" not in headline(made_input).html


def test_background_everywhere_is_nothing_learned(made_input, described):
    arm = made_input.metrics["arm"] == "full"
    blind = made_input.metrics.assign(dice=made_input.metrics["dice"].where(~arm, 0.0))
    changed = described(dataclasses.replace(made_input, metrics=blind))
    assert {name: each.nothing for name, each in of(changed).items()} == {"full": True}
    html = headline(changed).html
    assert "<strong>full learned nothing</strong>: no organ’s mean Dice reaches 0.01." in html
    assert "background everywhere has 0" in html, "the rule is told"


def test_an_organ_that_was_not_learned_is_named(made_input, described):
    chosen = (made_input.metrics["arm"] == "raw") & (made_input.metrics["organ"] == "aorta")
    blind = made_input.metrics.assign(dice=made_input.metrics["dice"].where(~chosen, 0.004))
    (each,) = learned_nothing(described(dataclasses.replace(made_input, metrics=blind)))
    assert (each.arm, each.nothing, each.why) == ("raw", False, "it finds next to nothing of aorta")


def test_an_organ_that_is_drawn_everywhere_was_not_learned(made_input):
    columns = [f"specificity_{organ}_mean" for organ in made_input.facts.organs]
    here = made_input.summary["arm"] == "full"
    some = made_input.summary.assign(
        specificity_heart_mean=made_input.summary["specificity_heart_mean"].mask(here, 0.1)
    )
    (each,) = learned_nothing(dataclasses.replace(made_input, summary=some))
    assert (each.arm, each.nothing, each.why) == ("full", False, "it draws heart almost everywhere")
    every = made_input.summary.copy()
    every.loc[here, columns] = 0.2
    (each,) = learned_nothing(dataclasses.replace(made_input, summary=every))
    assert (each.arm, each.nothing) == ("full", True) and each.why.endswith("aorta almost everywhere")
    every[columns] = 0.2
    assert "<summary>4 arms learned nothing.</summary>" in headline(dataclasses.replace(made_input, summary=every)).html


def test_a_loss_that_never_fell_is_told_for_all_and_for_some_networks(made_input):
    some = of(made_input, histories=flat(made_input, ("enet.raw", 1)))
    assert (some["raw"].nothing, some["raw"].why) == (False, "in 1 of 3 networks the training loss did not fall")
    every = of(made_input, histories=flat(made_input, *(("enet.full", fold) for fold in range(3))))
    assert {name: each.nothing for name, each in every.items()} == {"full": True, "full+postprocessing": True}, (
        "two arms share the training"
    )


def test_many_arms_that_did_not_learn_leave_the_first_screen_to_the_result(made_input, described):
    blind = made_input.metrics.assign(
        dice=made_input.metrics["dice"].where(made_input.metrics["organ"] != "aorta", 0.0)
    )
    html = headline(described(dataclasses.replace(made_input, metrics=blind))).html
    assert "<details><summary>4 arms did not learn everything.</summary>" in html
    few = blind.assign(dice=blind["dice"].where(blind["arm"] != "raw", 0.5))
    assert "did not learn everything" not in headline(described(dataclasses.replace(made_input, metrics=few))).html
