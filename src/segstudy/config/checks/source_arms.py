"""What must hold of arms that start from other arms' predictions."""

from collections.abc import Iterable

from segstudy.config.sections.arms import ArmSettings
from segstudy.config.sections.messages import Problem, closest
from segstudy.config.sections.representations import CARTESIAN
from segstudy.config.sections.source_arms import ORACLE, SOURCED, TRUTH, is_oracle


def check_sources(arms: list[ArmSettings]) -> Iterable[Problem]:
    """Unknown sources, arms that wait for themselves, and truth where nobody would expect it."""
    sources = {arm.name: arm.source_arm for arm in arms}
    controls = [arm.name for arm in arms if arm.control and arm.name != TRUTH]
    for index, arm in enumerate(arms):
        where = f"arms[{index}] ({arm.name})"
        if arm.name == TRUTH and arm.control != TRUTH:
            yield Problem(f"{where}.name", f"`{TRUTH}` stands for the label maps themselves and is no arm's name")
        if arm.control == TRUTH:
            if not is_oracle(arm.name):
                message = f"is given the label maps it is measured by: call it `{TRUTH}`, or let it end in `{ORACLE}`"
                yield Problem(f"{where}.name", message)
            continue
        if arm.name.endswith(ORACLE) and TRUTH not in _way(arm.name, sources):
            message = f"ends in `{ORACLE}`, but the arm does not start from the truth: it has no `source_arm: {TRUTH}`"
            yield Problem(f"{where}.name", message)
        if not arm.is_made_here:
            continue
        model = arm.model_name
        if model not in SOURCED and arm.representation == CARTESIAN:
            if arm.source_arm is not None:
                message = f"{model} starts from no other arm; these do: {', '.join(SOURCED)}, and any `representation`"
                yield Problem(f"{where}.source_arm", message)
            continue
        if arm.source_arm is None:
            does = "is prompted by" if model in SOURCED else f"is shown {arm.representation} views laid by"
            message = f"is missing: {model} {does} another arm's predictions (`{TRUTH}`: by the label maps themselves)"
            yield Problem(f"{where}.source_arm", message)
            continue
        if arm.source_arm != TRUTH and arm.source_arm not in sources:
            yield closest(f"{where}.source_arm", arm.source_arm, [name for name in sources if name != arm.name], "arm")
        elif arm.source_arm in controls:
            yield Problem(f"{where}.source_arm", f"{arm.source_arm} is a control; `{TRUTH}` stands for the label maps")
        elif circle := _circle(arm.name, sources):
            yield Problem(f"{where}.source_arm", f"waits for itself: {' → '.join(circle)}")
        elif TRUTH in _way(arm.name, sources) and not arm.name.endswith(ORACLE):
            message = f"leads to `{TRUTH}`, the label maps it is measured by: such an arm's name must end in `{ORACLE}`"
            yield Problem(f"{where}.source_arm", message)


def _way(name: str, sources: dict[str, str | None]) -> list[str]:
    """`name` and what it starts from, one after the other, as far as no arm comes twice."""
    way = [name]
    while (source := sources.get(way[-1])) is not None and source not in way:
        way.append(source)
    return way


def _circle(name: str, sources: dict[str, str | None]) -> list[str]:
    """The way from `name` along its sources back to itself; empty where there is none."""
    way = _way(name, sources)
    return [*way, name] if sources.get(way[-1]) == name else []
