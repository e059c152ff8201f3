"""What a report does with more organs than a figure has room for: groups in tables, and figures of the worst."""

import re
from collections.abc import Sequence

from segstudy.report.inputs import ReportInput
from segstudy.report.metric_values import means
from segstudy.report.ranking import by_mean
from segstudy.tables.names import MEAN

# Of more organs a table has a row each instead of a column, and only so many are drawn.
MANY = 12
# Of fewer organs that begin with the same word a group would be no shorter than its name.
FEWEST = 3
OTHERS = "Other organs"
TOGETHER = "All organs"


def are_many(inputs: ReportInput) -> bool:
    """Whether the study has more than `MANY` organs."""
    return len(inputs.facts.organs) > MANY


def organ_groups(organs: Sequence[str]) -> dict[str, list[str]]:
    """Organs by the first word of their names, such as `rib`; the mean over organs first, then what is in no group.

    Within a group they keep their order.
    """
    first = {organ: re.split(r"[\W_\d]", organ, maxsplit=1)[0] for organ in organs if organ != MEAN}
    words = list(first.values())
    groups: dict[str, list[str]] = {TOGETHER: [MEAN]} if MEAN in organs else {}
    groups[OTHERS] = [organ for organ, word in first.items() if words.count(word) < FEWEST]
    for organ, word in first.items():
        if words.count(word) >= FEWEST:
            groups.setdefault(word, []).append(organ)
    return {name: members for name, members in groups.items() if members}


def drawn_organs(inputs: ReportInput) -> list[str]:
    """The organs that figures show, in the study's order: all, or of many those worst segmented by the best arm."""
    organs = list(inputs.facts.organs)
    if not are_many(inputs):
        return organs
    order = by_mean(inputs, "dice")
    if not order:
        return organs[:MANY]
    dice = means(inputs, "dice")["mean"].loc[order[0][0]].drop(index=MEAN, errors="ignore")
    worst = set(dice.sort_values(kind="stable").index[:MANY])
    return [organ for organ in organs if organ in worst]
