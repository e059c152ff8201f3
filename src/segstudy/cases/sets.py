"""Sets of cases that lie elsewhere than the study's own: found by their layout, and named after their set."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from segstudy.cases.case import Case
from segstudy.cases.layouts.registry import cases_of_layout
from segstudy.config.sections.case_sets import CaseSet
from segstudy.config.sections.data import DataSettings
from segstudy.running.errors import StudyError


@dataclass(frozen=True)
class Placed:
    """A case that a set brings along.

    Attributes:
        case: Called after set and case.
        set: The set's name.
        data: Where the set is, and what its labels mean.
        renumbered: Whether its label integers are others than the study's.
    """

    case: Case
    set: str
    data: DataSettings
    renumbered: bool


def placed_cases(sets: Mapping[str, CaseSet], key: str, data: DataSettings, results: str) -> list[Placed]:
    """The cases of all sets that have a place of their own.

    Args:
        sets: By name.
        key: The key that they stand under.
        data: The study's own.
        results: The study's folder.

    Raises:
        StudyError: A place is not there, or holds no case that a set asks for.
    """
    placed = []
    for name, settings in sets.items():
        if settings.root is None:
            continue
        own, where = settings.data(data), f"{key}.{name}"
        try:
            found = cases_of_layout(own, results, list(own.organs))
        except StudyError as error:
            raise StudyError(str(error).replace("data.root", f"{where}.root").replace("data.", f"{where}.")) from None
        if not found:
            raise StudyError(f"{where}.root: no case found in {settings.root}")
        for pattern in settings.cases:
            if not any(fnmatchcase(case.name, pattern) for case in found):
                raise StudyError(f"config: {where}: no case of {settings.root} is called like {pattern!r}")
        patterns = settings.cases or ["*"]
        chosen = [case for case in found if any(fnmatchcase(case.name, each) for each in patterns)]
        drawn = tuple(own.organs) if len(own.organs) < len(data.organs) else None
        names_patients = own.layout == "table"
        placed += [
            Placed(_called(case, name, drawn, names_patients), name, own, bool(settings.organs)) for case in chosen
        ]
    return placed


def _called(case: Case, name: str, drawn: tuple[str, ...] | None, names_patients: bool) -> Case:
    # Two archives number their patients alike; a table says who is who.
    patient = case.patient if names_patients else f"{name}_{case.patient}"
    annotated = drawn if case.annotated is None else case.annotated
    return replace(case, name=f"{name}_{case.name}", patient=patient, annotated=annotated)
