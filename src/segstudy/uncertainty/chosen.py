"""Whom to draw next: those of whom a network is least sure, or by lot."""

import math
from collections.abc import Mapping, Sequence

# Against the patient in whom most is found, of one in whom nothing is.
LEAST_CHANCE = 1e-3
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


def weighted_lot(drawn: float, volume: float, largest: float) -> float:
    """What sorts patients, the lowest first, in a draw whose chances are in proportion to a volume.

    Efraimidis and Spirakis 2006, doi:10.1016/j.ipl.2005.11.003. Patients in whom nothing is found come last.

    Args:
        drawn: From 0 to 1, the lower the earlier.
        volume: The patient's.
        largest: Of all patients.
    """
    return 1 - (1 - drawn) ** (1 / max(volume / largest if largest else 1.0, LEAST_CHANCE))


def chosen_cases(
    lots: Sequence[Lot],
    count: int,
    before: Sequence[str],
    unsure: Unsure,
    drawn: Mapping[str, float] | None = None,
    found_ml: Mapping[str, float] | None = None,
) -> list[str]:
    """The cases of `count` patients: of those before, and of others, the least sure first, else by their lots.

    Args:
        lots: Patients with their cases, in the order in which they were drawn by lot.
        count: Of patients.
        before: The cases of the round before.
        unsure: Of all cases of others, how unsure a network is; empty where it is not asked.
        drawn: The patients' lots as numbers from 0 to 1; None where all have the same chance.
        found_ml: Of all cases of others, the volume that a network finds, which then makes their chances.
    """
    had = {patient for patient, cases in lots if {*cases} & {*before}}
    others = [lot for lot in lots if lot[0] not in had]
    if unsure:
        others.sort(key=lambda lot: -patient_uncertainty(lot[1], unsure))
    if drawn and found_ml:
        volumes = {patient: sum(found_ml[case] for case in cases) / len(cases) for patient, cases in others}
        largest = max(volumes.values(), default=0.0)
        others.sort(key=lambda lot: weighted_lot(drawn[lot[0]], volumes[lot[0]], largest))
    taken = had | {patient for patient, _ in others[: count - len(had)]}
    return sorted(case for patient, cases in lots if patient in taken for case in cases)
