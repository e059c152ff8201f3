"""Which pseudo-labels are learned from: of each organ the cases in which the teacher is surest of it."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class PseudoLabel(NamedTuple):
    """An organ that a teacher labels in a case.

    Attributes:
        case: The case's name.
        organ: The organ's.
        uncertainty: The teacher's; None where it does not find the organ.
        kept: Whether it is learned from.
    """

    case: str
    organ: str
    uncertainty: float | None
    kept: bool


def surest(
    unsure: Mapping[str, Mapping[str, float | None]], undrawn: Mapping[str, Sequence[str]], keep: float
) -> list[PseudoLabel]:
    """All that a teacher labels, case by case, and whether it is kept.

    Of each organ, the share `keep` of the cases in which nobody drew it, at least one; those in which it was not found
    count, and are never among the kept: that an organ is absent is what an unsure teacher says of a hard case.

    Args:
        unsure: By case and organ, how unsure the teacher is.
        undrawn: By case, the organs nobody drew.
        keep: The share.
    """
    kept = set()
    for organ in dict.fromkeys(organ for organs in undrawn.values() for organ in organs):
        cases = [case for case, organs in undrawn.items() if organ in organs]
        found = {case: value for case in cases if (value := unsure[case][organ]) is not None}
        ranked = sorted(found, key=lambda case: (found[case], case))
        kept |= {(case, organ) for case in ranked[: max(1, round(keep * len(cases)))]}
    return [
        PseudoLabel(case, organ, unsure[case][organ], (case, organ) in kept)
        for case, organs in undrawn.items()
        for organ in organs
    ]
