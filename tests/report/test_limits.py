import dataclasses
import re

from segstudy.report.inputs import ReportInput
from segstudy.report.methods import methods
from segstudy.report.sections.arms import arms
from segstudy.report.sections.limits import limits
from segstudy.tables.ceilings import Ceiling, ceilings_table
from segstudy.tables.frames import frame

RANDOM = {"name": "prompted", "model": {"sam2_prompted": {"checkpoint": "random"}}, "source_arm": "ours"}
ORACLE = {"name": "best_oracle", "model": {"sam2_video": {"checkpoint": "weights/tiny"}}, "source_arm": "truth"}


def with_arms(inputs: ReportInput, arms: list[dict]) -> ReportInput:
    ours = {"name": "ours", "model": "enet", "preparation": next(iter(inputs.facts.settings.preparations))}
    config = {**inputs.facts.config, "arms": [ours, *arms], "comparisons": {"baseline": "ours"}}
    config.pop("reference_results", None)
    shown = [dataclasses.replace(inputs.facts.arms[0], name=arm["name"], model=arm["model"]) for arm in config["arms"]]
    return dataclasses.replace(inputs, facts=dataclasses.replace(inputs.facts, config=config, arms=tuple(shown)))


def test_random_weights_and_oracles_are_said_for_the_arms_that_have_them(light_input: ReportInput) -> None:
    assert limits(with_arms(light_input, [])) is None
    random = str(limits(with_arms(light_input, [RANDOM])).html)
    assert "prompted was given a small network with random" in random.replace("\n", " ")
    assert "Nothing" in random and "Oracles" not in random
    oracle = str(limits(with_arms(light_input, [ORACLE])).html)
    assert "best_oracle was told the very label maps" in oracle and "Random" not in oracle


def test_arms_without_training_are_told_as_what_they_are(light_input: ReportInput) -> None:
    paragraphs, references = methods(with_arms(light_input, [RANDOM, ORACLE]))
    told = dict(paragraphs)
    assert re.search(r"SAM 2 \[\d+\]", told["SAM 2"])
    assert "prompted: prompted in every slice by boxes, center points and points on other organs" in told["SAM 2"]
    assert "from the predictions of ours; random weights, in a small network" in told["SAM 2"]
    assert "best_oracle: slices as a video, prompted by masks" in told["SAM 2"]
    assert "from the label maps themselves; weights weights/tiny" in told["SAM 2"]
    assert "SAM 2" not in told["Networks and training"]
    assert any(reference.startswith("Ravi N") for reference in references)
    assert "SAM 2" not in dict(methods(with_arms(light_input, []))[0])


def test_what_preparations_lose_is_said_here_and_beside_each_arms_dice(light_input: ReportInput) -> None:
    preparation, other = (light_input.facts.arms[index].preparation for index in (0, -1))
    rows = [
        Ceiling(name, case, organ, dice, 2.0, 0.4, 0.0, 0.1, outside, "cartesian")
        for name, dice, outside in ((preparation, 0.94, 0), (other, 0.99, 0), ("unused", 0.2, 7))
        for case in light_input.patients
        for organ in light_input.facts.organs
    ]
    inputs = dataclasses.replace(light_input, ceilings=frame(ceilings_table(), [row._asdict() for row in rows]))
    text = str(limits(inputs).html)
    assert f"preparation {preparation}: no network can reach more than Dice 0.940 for heart" in text
    assert "choose a finer <code>spacing_mm</code>" in text
    assert "unused" not in text and f"preparation {other}" not in text
    table = str(arms(inputs).html)
    with_it = sum(arm.preparation == preparation for arm in inputs.facts.arms)
    scopes = 1 + len(inputs.facts.organs)
    assert table.count("at most 0.940") == with_it * scopes and "ceilings.csv" in table
    assert "at most" not in str(arms(light_input).html)
