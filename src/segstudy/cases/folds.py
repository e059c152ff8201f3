"""Folds by patient, and validation patients inside each training part."""

import hashlib
from collections.abc import Sequence

from segstudy.cases.case import Case
from segstudy.config.folds import FoldSettings
from segstudy.errors import StudyError


def _shuffled(patients: Sequence[str], *salt: object) -> list[str]:
    """Patients in an order drawn from `salt`; each one's place depends on no other patient."""

    def key(patient: str) -> bytes:
        return hashlib.sha256("\0".join(map(str, (*salt, patient))).encode()).digest()

    return sorted(patients, key=key)


def assign_folds(cases: Sequence[Case], settings: FoldSettings, seed: int) -> dict[str, int]:
    """The fold in which each labelled case is held out: {case: 0 … count − 1}.

    A patient's cases share a fold. Fold sizes differ by at most one patient, in each stratum too where
    cases carry one (the stratum of a patient's first case counts).
    Raises StudyError where there are fewer patients than folds need.
    """
    labelled = [case for case in cases if case.label]
    strata: dict[str, list[str]] = {}
    patients: dict[str, int] = {}
    for case in labelled:
        if case.patient not in patients:
            patients[case.patient] = -1
            strata.setdefault(case.stratum, []).append(case.patient)
    if len(patients) < max(settings.count, 3):
        raise StudyError(
            f"folds.count: {settings.count} folds need at least {max(settings.count, 3)} patients with label maps; "
            f"the study has {len(patients)}"
        )
    dealt = [patient for stratum in sorted(strata) for patient in _shuffled(strata[stratum], seed, "folds")]
    for place, patient in enumerate(dealt):
        patients[patient] = place % settings.count
    return {case.name: patients[case.patient] for case in labelled}


def split_training(
    cases: Sequence[Case],
    folds: dict[str, int],
    fold: int,
    settings: FoldSettings,
    seed: int,
    fraction: float = 1.0,
) -> tuple[list[str], list[str]]:
    """Training and validation cases of one fold: two sorted lists of names that share no patient.

    fraction: the share of the training patients that train; those of a smaller share are among those of a larger.
    At least one patient validates and at least one trains.
    """
    inside = [case for case in cases if folds.get(case.name, fold) != fold]
    patients = _shuffled(sorted({case.patient for case in inside}), seed, "validation", fold)
    count = min(max(1, round(settings.validation * len(patients))), len(patients) - 1)
    held, free = set(patients[:count]), patients[count:]
    learned = set(free[: max(1, round(fraction * len(free)))])
    training = sorted(case.name for case in inside if case.patient in learned)
    validation = sorted(case.name for case in inside if case.patient in held)
    return training, validation
