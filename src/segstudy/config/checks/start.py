"""What must hold of arms whose networks begin with other networks' weights."""

from collections.abc import Iterable

from segstudy.config.sections.arms import ArmSettings
from segstudy.config.sections.messages import Problem, closest
from segstudy.config.sections.nnunet import MODEL as NNUNET
from segstudy.models.registry import MODELS, encoder_layers, parts_of


def check_starts(arms: list[ArmSettings]) -> Iterable[Problem]:
    """Unknown arms, arms that wait for themselves or have other layers, and encoders that nobody knows."""
    trained = {arm.name: arm for arm in arms if arm.model_name in (*MODELS, NNUNET)}
    for index, arm in enumerate(arms):
        if (start := arm.start_from) is None:
            continue
        where = f"arms[{index}] ({arm.name}).start_from"
        if arm.name not in trained:
            yield Problem(where, f"{arm.model_name} has no network that is trained here; leave it out")
            continue
        if start.part == "encoder" and not encoder_layers(arm.model_name):
            yield Problem(f"{where}.part", f"{arm.model_name} does not say which layers are its encoder; take all")
        parts = parts_of(arm.model_name) if arm.model_name in MODELS else ()
        if unknown := [part for part in start.into if part not in parts]:
            yield Problem(f"{where}.into", f"{arm.model_name} has no part called {unknown[0]}; leave it out")
        if start.arm is None:
            continue
        if start.arm not in trained or start.arm == arm.name:
            yield closest(
                f"{where}.arm", start.arm, [name for name in trained if name != arm.name], "other trained arm"
            )
        elif arm.name in (way := _way(start.arm, trained)) and arm.name == min(way):
            yield Problem(f"{where}.arm", f"waits for itself, by way of {start.arm}")
        elif not start.into:
            yield from _check_layers(arm, trained[start.arm], where)


def _check_layers(arm: ArmSettings, source: ArmSettings, where: str) -> Iterable[Problem]:
    """Networks that have no layer in common, and those that have all of them and nothing left to learn."""
    own, theirs = arm.model_name, source.model_name
    if own != theirs and set(encoder_layers(own)) != set(encoder_layers(theirs)):
        yield Problem(
            f"{where}.arm", f"{own} has no layer of {theirs}, the network of {source.name}; name an arm of {own}"
        )
    assert arm.start_from is not None
    same = own == theirs and arm.model_arguments == source.model_arguments
    if same and arm.start_from.freeze and arm.start_from.part == "all":
        yield Problem(
            f"{where}.freeze", "leaves nothing to learn: all layers begin as they are to stay; take `encoder`"
        )


def _way(name: str, arms: dict[str, ArmSettings]) -> list[str]:
    """`name` and what it begins with, one after the other, as far as no arm comes twice."""
    way = [name]
    while way[-1] in arms and (start := arms[way[-1]].start_from) and start.arm and start.arm not in way:
        way.append(start.arm)
    return way
