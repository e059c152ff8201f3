"""Arms that differ only in how much they learn from. Pure and quick, as the plan."""

import json
from collections.abc import Mapping, Sequence

from segstudy.config.sections.arms import ArmSettings


def arm_families(arms: Sequence[ArmSettings]) -> dict[str, str]:
    """For each arm, the one with the most training patients among those that differ in nothing else.

    An arm that starts from another, or is taught by one, belongs with those that have the same, which learned from
    however much.
    """
    named = {arm.name: arm for arm in arms}
    same: dict[str, list[ArmSettings]] = {}
    for arm in arms:
        same.setdefault(_without_fraction(named, arm), []).append(arm)
    largest = {key: max(members, key=lambda arm: arm.training_fraction).name for key, members in same.items()}
    return {arm.name: largest[key] for key, members in same.items() for arm in members}


def _without_fraction(named: Mapping[str, ArmSettings], arm: ArmSettings) -> str:
    """All that an arm says but its name and of whom it learns, and the same of the arm it starts from."""
    values = arm.model_dump(mode="json", exclude={"name", "training_fraction", "training_draw"})
    source = named.get(arm.source_arm or "")
    if taught := values["pseudo_labels"]:
        taught["teacher"] = _without_fraction(named, named[taught["teacher"]])
    return json.dumps({**values, "source_arm": _without_fraction(named, source) if source else arm.source_arm})
