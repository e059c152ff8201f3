"""Folds by patient, and validation patients inside each training part."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence

from segstudy.cases.case import Case
from segstudy.cases.splits import Splits
from segstudy.config.sections.folds import FoldSettings
from segstudy.running.errors import StudyError

# Bytes of a digest.
DIGEST = 32


def by_lot(patients: Sequence[str], *salt: object) -> list[str]:
    """Patients in an order drawn from `salt`; each one's place depends on no other patient."""
    return sorted(patients, key=lambda patient: _digest(patient, *salt))


def lot_of(patient: str, *salt: object) -> float:
    """The number, from 0 to 1, by which `by_lot` sorts."""
    return int.from_bytes(_digest(patient, *salt)) / 256**DIGEST


def _digest(patient: str, *salt: object) -> bytes:
    return hashlib.sha256("\0".join(map(str, (*salt, patient))).encode()).digest()


def assign_folds(
    cases: Sequence[Case],
    settings: FoldSettings,
    seed: int,
    organs: Mapping[str, frozenset[str]] | None = None,
) -> dict[str, int]:
    """The fold in which each labeled case is held out: {case: 0 … count − 1}.

    A patient's cases share a fold. Fold sizes differ by at most one patient, in each stratum too where
    cases carry one (the stratum of a patient's first case counts). Where patients differ in their organs, those of the
    rarest are spread first (Sechidis et al. 2011, doi:10.1007/978-3-642-23808-6_10); where all have the same, nothing
    changes.

    Args:
        cases: The study's.
        settings: How many folds.
        seed: The study's.
        organs: Of each labeled case, by which patients are spread; none spreads by strata alone.

    Raises:
        StudyError: Where there are fewer patients than folds need.
    """
    labeled = [case for case in cases if case.label]
    strata: dict[str, list[str]] = {}
    patients: dict[str, int] = {}
    for case in labeled:
        if case.patient not in patients:
            patients[case.patient] = -1
            strata.setdefault(case.stratum, []).append(case.patient)
    if len(patients) < max(settings.count, 3):
        raise StudyError(
            f"folds.count: {settings.count} folds need at least {max(settings.count, 3)} patients with label maps; "
            f"the study has {len(patients)}"
        )
    shuffled = [patient for stratum in sorted(strata) for patient in by_lot(strata[stratum], seed, "folds")]
    having = _organs_of(labeled, organs or {})
    if len(set(having.values())) > 1:
        patients = _spread(shuffled, having, settings.count)
    else:
        for place, patient in enumerate(shuffled):
            patients[patient] = place % settings.count
    return {case.name: patients[case.patient] for case in labeled}


def _organs_of(cases: Sequence[Case], organs: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """The organs of each patient, in any of the cases."""
    having: dict[str, frozenset[str]] = {}
    for case in cases:
        having[case.patient] = having.get(case.patient, frozenset()) | organs.get(case.name, frozenset())
    return having


def _spread(patients: Sequence[str], having: Mapping[str, frozenset[str]], count: int) -> dict[str, int]:
    """A fold of each patient, so that every organ is in as many folds as can be, and sizes differ by one at most."""
    room = [len(patients) // count + (fold < len(patients) % count) for fold in range(count)]
    sizes, left, folds = [0] * count, list(patients), dict.fromkeys(patients, -1)
    there = {organ: [0] * count for organ in sorted(frozenset().union(*having.values()))}
    while left:
        waiting = {organ: sum(organ in having[patient] for patient in left) for organ in there}
        rarest = min((organ for organ in there if waiting[organ]), key=lambda organ: waiting[organ], default=None)
        for patient in [each for each in left if rarest is None or rarest in having[each]]:
            open_folds = [fold for fold in range(count) if sizes[fold] < room[fold]]
            fold = min(open_folds, key=lambda each: (there[rarest][each] if rarest else 0, sizes[each], each))
            folds[patient], sizes[fold] = fold, sizes[fold] + 1
            for organ in having[patient]:
                there[organ][fold] += 1
            left.remove(patient)
    return folds


def _spread_choice(patients: Sequence[str], having: Mapping[str, frozenset[str]], count: int) -> list[str]:
    """So many of the patients, those first that have the most organs which no chosen one has.

    Who alone has an organ is chosen last, so that it can be learned.
    """
    times = Counter(organ for patient in patients for organ in having[patient])
    alone = {each: any(times[organ] == 1 for organ in having[each]) for each in patients}
    left, chosen = list(patients), list[str]()
    covered: frozenset[str] = frozenset()
    while len(chosen) < count:
        best = max(left, key=lambda each: (not alone[each], len(having[each] - covered)))
        left.remove(best)
        chosen.append(best)
        covered |= having[best]
    return chosen


def _share(patients: Sequence[str], fraction: float, seed: int, fold: int, draw: int) -> set[str]:
    """A share of the training patients, at least one: the first of them, or of another order of them."""
    order = by_lot(sorted(patients), seed, f"draw {draw}", fold) if draw else patients
    return set(order[: max(1, round(fraction * len(order)))])


def split_training(
    cases: Sequence[Case],
    folds: dict[str, int],
    fold: int,
    settings: FoldSettings,
    seed: int,
    fraction: float = 1.0,
    splits: Splits | None = None,
    organs: Mapping[str, frozenset[str]] | None = None,
    draw: int = 0,
) -> tuple[list[str], list[str]]:
    """Training and validation cases of one fold: two sorted lists of names that share no patient.

    At least one patient validates and at least one trains.

    Args:
        cases: The study's.
        folds: The fold in which each labeled case is held out.
        fold: Which one.
        settings: Which share of the patients validates.
        seed: The study's.
        fraction: The share of the training patients that train; those of a smaller share are among those of a larger.
        splits: Those that somebody made, where the study names any.
        organs: Of each labeled case; where patients differ in them, as many as can be are in the validation part.
        draw: Which draw a smaller share of the training patients is; 0 nests them.
    """
    inside = [case for case in cases if folds.get(case.name, fold) != fold]
    if splits is not None:
        chosen = splits.validation[fold] if splits.validation else frozenset()
        inside = [case for case in cases if case.name in splits.training[fold] | chosen]
        if chosen:
            others = by_lot(
                sorted({case.patient for case in inside if case.name not in chosen}), seed, "validation", fold
            )
            training = _share(others, fraction, seed, fold, draw)
            return sorted(case.name for case in inside if case.patient in training), sorted(chosen)
    patients = by_lot(sorted({case.patient for case in inside}), seed, "validation", fold)
    count = min(max(1, round(settings.validation * len(patients))), len(patients) - 1)
    having = _organs_of(inside, organs or {})
    validating = set(patients[:count])
    if len(set(having.values())) > 1:
        validating = set(_spread_choice(patients, having, count))
    others = [patient for patient in patients if patient not in validating]
    training = _share(others, fraction, seed, fold, draw)
    return (
        sorted(case.name for case in inside if case.patient in training),
        sorted(case.name for case in inside if case.patient in validating),
    )
