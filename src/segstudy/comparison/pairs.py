"""Which arms are compared with which."""

from collections.abc import Sequence
from itertools import combinations
from typing import Literal

from segstudy.running.errors import StudyError


def pairs(arms: Sequence[str], baseline: str, against: Literal["baseline", "all"]) -> list[tuple[str, str]]:
    """Return pairs (arm_a, arm_b): arm_b is judged from the viewpoint of arm_a.

    The baseline comes first; the others follow in their order in the config.

    Raises:
        StudyError: the baseline is no arm.
    """
    if baseline not in arms:
        raise StudyError(f"comparisons: baseline: '{baseline}' is no arm; arms are {', '.join(arms)}")
    others = [arm for arm in arms if arm != baseline]
    if against == "baseline":
        return [(baseline, other) for other in others]
    return list(combinations([baseline, *others], 2))
