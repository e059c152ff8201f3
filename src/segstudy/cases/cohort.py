"""All cases judged together: what no case shows alone, and which can be used."""

import difflib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from segstudy.cases.inspection import Inspection
from segstudy.cases.text import listing, plain


@dataclass
class CaseRow:
    """One row of `cases.csv`, and what it does not show: single errors, unknown labels, warnings."""

    case: str
    patient: str
    image: str
    label: str
    shape: str
    spacing_mm: str
    orientation: str
    image_sha256: str
    label_sha256: str
    status: Literal["ok", "unlabeled", "excluded", "bad"]
    reason: str
    errors: list[str] = field(default_factory=list)
    unknown_labels: list[int] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass
class Cohort:
    """All cases of a study.

    Attributes:
        rows: One a case.
        errors: What is wrong with the study and with no single case.
    """

    rows: list[CaseRow]
    errors: list[str]

    @property
    def usable(self) -> bool:
        """Whether the study can go on."""
        return not self.errors and all(row.status != "bad" for row in self.rows)


def judge_cohort(inspections: Sequence[Inspection], organs: Mapping[str, int], exclude: Mapping[str, str]) -> Cohort:
    """Judge every case, in the order given; excluded cases count for nothing else.

    Of cases that hold the same image one stays, the first without other errors.

    Args:
        inspections: One a case.
        organs: Label integer by organ.
        exclude: The reason, by the name of the case that is left out.
    """
    included = [inspection for inspection in inspections if inspection.case not in exclude]
    shared = _shared_names(included)
    for identity, reasons in _shared_voxels(included).items():
        shared.setdefault(identity, []).extend(reasons)
    warnings = _shared_labels(included)
    rows = [_row(each, exclude, shared.get(id(each), []), warnings.get(id(each), [])) for each in inspections]
    bad = {id(inspection) for inspection, row in zip(inspections, rows, strict=True) if row.status == "bad"}
    errors = _unknown_exclusions(inspections, exclude)
    if not inspections:
        errors.append("no case was found")
    elif not included:
        errors.append("every case is excluded")
    errors += _missing_organs(included, bad, organs)
    return Cohort(rows, [plain(problem) for problem in errors])


def _row(inspection: Inspection, exclude: Mapping[str, str], shared: list[str], warnings: list[str]) -> CaseRow:
    errors = [plain(text) for text in [*inspection.errors, *shared]]
    excluded = inspection.case in exclude
    return CaseRow(
        case=inspection.case,
        patient=inspection.patient,
        image=inspection.image,
        label=inspection.label,
        shape=inspection.shape,
        spacing_mm=inspection.spacing_mm,
        orientation=inspection.orientation,
        image_sha256=inspection.image_sha256,
        label_sha256=inspection.label_sha256,
        status=_status(excluded, bool(errors), bool(inspection.label)),
        reason=plain(exclude[inspection.case]) if excluded else "; ".join(errors),
        errors=errors,
        unknown_labels=inspection.unknown_labels,
        warnings=[*inspection.warnings, *map(plain, warnings)],
    )


def _status(excluded: bool, wrong: bool, labeled: bool) -> Literal["ok", "unlabeled", "excluded", "bad"]:
    if excluded:
        return "excluded"
    if wrong:
        return "bad"
    return "ok" if labeled else "unlabeled"


def _shared_names(included: Sequence[Inspection]) -> dict[int, list[str]]:
    """Reasons for cases that share a name, by the inspection's identity."""
    times = Counter(inspection.case for inspection in included)
    return {
        id(inspection): [f"{times[inspection.case]} cases have this name; give each its own"]
        for inspection in included
        if times[inspection.case] > 1
    }


def _shared_voxels(included: Sequence[Inspection]) -> dict[int, list[str]]:
    """Reasons for all but one of the cases that hold the same image, by the inspection's identity."""
    reasons = {}
    for group in _groups(included, "image_voxels_sha256"):
        first = next((inspection for inspection in group if not inspection.errors), group[0])
        for inspection in group:
            if inspection is not first:
                reasons[id(inspection)] = [
                    f"the same image as case {first.case}; keep the one whose label map is right"
                ]
    return reasons


def _shared_labels(included: Sequence[Inspection]) -> dict[int, list[str]]:
    """Warnings for cases whose label map is that of another image too; two phases of one patient may share it."""
    warnings = {}
    for group in _groups([inspection for inspection in included if inspection.organs], "label_voxels_sha256"):
        if len({inspection.image_voxels_sha256 for inspection in group}) > 1:
            for inspection in group:
                others = [other.case for other in group if other is not inspection]
                warnings[id(inspection)] = [f"the same label map as case {listing(others)}, on another image"]
    return warnings


def _groups(included: Sequence[Inspection], key: str) -> list[list[Inspection]]:
    groups: dict[str, list[Inspection]] = {}
    for inspection in included:
        if value := getattr(inspection, key):
            groups.setdefault(value, []).append(inspection)
    return [group for group in groups.values() if len(group) > 1]


def _unknown_exclusions(inspections: Sequence[Inspection], exclude: Mapping[str, str]) -> list[str]:
    names = [inspection.case for inspection in inspections]
    errors = []
    for case in exclude:
        if case not in names:
            close = difflib.get_close_matches(case, names, n=1)
            hint = f"; did you mean {close[0]}?" if close else ""
            errors.append(f"`exclude` names {case}, which is no case of this study{hint}")
    return errors


def _missing_organs(included: Sequence[Inspection], bad: set[int], organs: Mapping[str, int]) -> list[str]:
    if included and not any(inspection.label for inspection in included):
        return ["no case has a label map: there is nothing to learn from"]
    inspected = [inspection for inspection in included if inspection.organs is not None]
    if not inspected:
        return []  # every label map is bad, and its own case says so
    errors = []
    for organ, integer in organs.items():
        cases = [inspection for inspection in inspected if organ in (inspection.organs or ())]
        if not cases:
            present = sorted({label for inspection in inspected for label in inspection.labels if label > 0})
            errors.append(
                f"no case has the organ {organ} (label {integer}); labels present: {listing(present) or 'none'}; "
                "correct its integer under `organs` or take it out"
            )
        elif all(id(inspection) in bad for inspection in cases):
            names = listing([inspection.case for inspection in cases])
            errors.append(f"only bad cases have the organ {organ} (label {integer}): {names}; repair one of them")
    return errors
