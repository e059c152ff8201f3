"""Whom to draw next: those of whom a network is least sure, or by lot."""

import math
from collections.abc import Mapping, Sequence

# A patient's name and cases.
Lot = tuple[str, Sequence[str]]
Unsure = Mapping[str, Mapping[str, float | None]]


def patient_uncertainty(cases: Sequence[str], unsure: Unsure) -> float:
    """The mean over a patient's cases of the mean over the organs that were found; infinite where none was.

    Args:
        cases: The patient's.
        unsure: By case and organ, how unsure a network is; None of an organ that it does not find.
    """
    means = []
    for case in cases:
        found = [value for value in unsure[case].values() if value is not None]
        means.append(sum(found) / len(found) if found else math.inf)
    return sum(means) / len(means)


def chosen_cases(lots: Sequence[Lot], count: int, before: Sequence[str], unsure: Unsure) -> list[str]:
    """The cases of `count` patients: of those before, and of others, the least sure first, else by their lots.

    Args:
        lots: Patients with their cases, in the order in which they were drawn by lot.
        count: Of patients.
        before: The cases of the round before.
        unsure: Of all cases of others, how unsure a network is; empty where it is not asked.
    """
    had = {patient for patient, cases in lots if {*cases} & {*before}}
    others = [lot for lot in lots if lot[0] not in had]
    if unsure:
        others.sort(key=lambda lot: -patient_uncertainty(lot[1], unsure))
    taken = had | {patient for patient, _ in others[: count - len(had)]}
    return sorted(case for patient, cases in lots if patient in taken for case in cases)
