"""`source_arm:` the arm whose predictions another arm starts from."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from segstudy.config.messages import Problem, closest
from segstudy.config.representations import CARTESIAN
from segstudy.config.sam2 import ZERO_SHOT

if TYPE_CHECKING:
    from segstudy.config.arms import ArmSettings

# In the place of an arm: the label maps themselves. Only an arm that is named so may read them.
TRUTH = "truth"
ORACLE = "_oracle"
# Models that start from another arm's predictions.
SOURCED = ZERO_SHOT


def is_oracle(arm: str) -> bool:
    """Whether an arm of this name was told the label maps it is measured by: a bound for others, not one of them."""
    return arm.endswith(ORACLE)


def check_sources(arms: "list[ArmSettings]") -> Iterable[Problem]:
    """Unknown sources, arms that wait for themselves, and truth where nobody would expect it."""
    sources = {arm.name: arm.source_arm for arm in arms}
    for index, arm in enumerate(arms):
        where = f"arms[{index}] ({arm.name})"
        if arm.name == TRUTH:
            yield Problem(f"{where}.name", f"`{TRUTH}` stands for the label maps themselves and is no arm's name")
        if arm.name.endswith(ORACLE) and TRUTH not in _way(arm.name, sources):
            told = f"ends in `{ORACLE}`, but the arm does not start from the truth: it has no `source_arm: {TRUTH}`"
            yield Problem(f"{where}.name", told)
        model = arm.model if isinstance(arm.model, str) else next(iter(arm.model), "")
        if model not in SOURCED and arm.representation == CARTESIAN:
            if arm.source_arm is not None:
                told = f"{model} starts from no other arm; these do: {', '.join(SOURCED)}, and any `representation`"
                yield Problem(f"{where}.source_arm", told)
            continue
        if arm.source_arm is None:
            does = "is prompted by" if model in SOURCED else f"is shown {arm.representation} views laid by"
            told = f"is missing: {model} {does} another arm's predictions (`{TRUTH}`: by the label maps themselves)"
            yield Problem(f"{where}.source_arm", told)
            continue
        if arm.source_arm != TRUTH and arm.source_arm not in sources:
            yield closest(f"{where}.source_arm", arm.source_arm, [name for name in sources if name != arm.name], "arm")
        elif circle := _circle(arm.name, sources):
            yield Problem(f"{where}.source_arm", f"waits for itself: {' → '.join(circle)}")
        elif TRUTH in _way(arm.name, sources) and not arm.name.endswith(ORACLE):
            told = f"leads to `{TRUTH}`, the label maps it is measured by: such an arm's name must end in `{ORACLE}`"
            yield Problem(f"{where}.source_arm", told)


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
