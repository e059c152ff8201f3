"""Which arm of a study is best, by its mean Dice over patients."""

from collections.abc import Iterable
from math import isnan, nan

from segstudy.application.arms import Arm
from segstudy.running.errors import StudyError
from segstudy.tables.summary import mean_column, summary_table


def mean_dice(arm: Arm) -> float | None:
    """As the study's summary has it, where the study is finished; of a seed, that of its arm."""
    name, *seed = arm.name.split("/")
    table = summary_table(arm.organs)
    try:
        rows = [row for row in table.read(arm.path.parents[len(seed)] / table.name) if row["arm"] == name]
    except StudyError:
        return None
    mean: float = rows[0][mean_column("dice")] if rows else nan
    return None if isnan(mean) else mean


def is_one_seed(arm: Arm) -> bool:
    """Whether it is one seed of an arm that has several."""
    return "/" in arm.name


def best_first(arms: Iterable[Arm]) -> dict[str, list[tuple[Arm, float | None]]]:
    """The whole arms of each study with their mean Dice, the best first; those without one last, in its order."""
    studies: dict[str, list[tuple[Arm, float | None]]] = {}
    for arm in arms:
        if not is_one_seed(arm):
            studies.setdefault(arm.study, []).append((arm, mean_dice(arm)))
    return {study: sorted(own, key=lambda each: (each[1] is None, -(each[1] or 0.0))) for study, own in studies.items()}
