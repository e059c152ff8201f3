"""What must hold of arms whose networks begin with other networks' weights."""

from collections.abc import Iterable

from segstudy.config.sections.arms import ArmSettings
from segstudy.config.sections.messages import Problem, closest
from segstudy.models.registry import MODELS, encoder_layers, parts_of


def check_starts(arms: list[ArmSettings]) -> Iterable[Problem]:
    """Unknown arms, arms that wait for themselves, networks that have no weights here, and encoders nobody knows."""
    trained = {arm.name: arm for arm in arms if arm.model_name in MODELS}
    for index, arm in enumerate(arms):
        if (start := arm.start_from) is None:
            continue
        where = f"arms[{index}] ({arm.name}).start_from"
        if arm.name not in trained:
            yield Problem(where, f"{arm.model_name} has no network that is trained here; leave it out")
            continue
        if unknown := [part for part in start.into if part not in parts_of(arm.model_name)]:
            yield Problem(f"{where}.into", f"{arm.model_name} has no part called {unknown[0]}; leave it out")
        if start.part == "encoder" and not encoder_layers(arm.model_name):
            yield Problem(f"{where}.part", f"{arm.model_name} does not say which layers are its encoder; take all")
        if start.arm is None:
            continue
        if start.arm not in trained or start.arm == arm.name:
            yield closest(
                f"{where}.arm", start.arm, [name for name in trained if name != arm.name], "other trained arm"
            )
        elif arm.name in (way := _way(start.arm, trained)) and arm.name == min(way):
            yield Problem(f"{where}.arm", f"waits for itself, by way of {start.arm}")


def _way(name: str, arms: dict[str, ArmSettings]) -> list[str]:
    """`name` and what it begins with, one after the other, as far as no arm comes twice."""
    way = [name]
    while way[-1] in arms and (start := arms[way[-1]].start_from) and start.arm and start.arm not in way:
        way.append(start.arm)
    return way
