import dataclasses
import re

from segstudy.report.inputs import ReportInput
from segstudy.report.methods import methods


def told(inputs: ReportInput, arms: list[dict]) -> dict[str, str]:
    config = {**inputs.facts.config, "arms": arms, "comparisons": {"baseline": arms[0]["name"]}}
    config.pop("reference_results", None)
    shown = tuple(dataclasses.replace(inputs.facts.arms[0], name=arm["name"], model=arm["model"]) for arm in arms)
    facts = dataclasses.replace(inputs.facts, config=config, arms=shown)
    paragraphs, _ = methods(dataclasses.replace(inputs, facts=facts))
    return dict(paragraphs)


def test_nnunet_is_told_by_its_own_rules_and_not_by_the_studys(light_input: ReportInput) -> None:
    preparation = next(iter(light_input.facts.settings.preparations))
    ours = {"name": "ours", "model": "enet", "preparation": preparation}
    theirs = {"name": "theirs", "model": {"nnunet": {"epochs": 250, "patch": [32, 64, 64]}}}

    text = told(light_input, [ours, theirs])
    assert "theirs: configuration 3d_fullres, planner ExperimentPlanner" in text["nnU-Net"]
    assert "250 epochs" in text["nnU-Net"]
    assert "at most 32 × 64 × 64 voxels" in text["nnU-Net"]
    assert re.search(r"nnU-Net( [\d.]+)? \[\d+\]", text["nnU-Net"])
    assert "ENet" in text["Networks and training"]
    assert "nn" not in text["Networks and training"].split("segmented")[0].lower()

    alone = told(light_input, [theirs])
    assert "Networks and training" not in alone
    assert "nnU-Net" not in told(light_input, [ours])
