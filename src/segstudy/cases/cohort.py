"""Judgement of all cases together: what no case shows alone, and which can be used."""

import difflib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from segstudy.cases.inspection import Inspection
from segstudy.cases.text import listing, plain


@dataclass
class CaseRow:
    """One row of `cases.csv`, and what it does not show: single reasons, unknown labels, warnings."""

    case: str
    patient: str
    image: str
    label: str
    shape: str
    spacing_mm: str
    orientation: str
    image_sha256: str
    label_sha256: str
    status: Literal["ok", "excluded", "bad"]
    reason: str
    problems: list[str] = field(default_factory=list)
    unknown_labels: list[int] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass
class Cohort:
    """All cases of a study. problems: what is wrong with the study and with no single case."""

    rows: list[CaseRow]
    problems: list[str]

    @property
    def usable(self) -> bool:
        """Whether the study can go on."""
        return not self.problems and all(row.status != "bad" for row in self.rows)


def judge_cohort(inspections: Sequence[Inspection], organs: Mapping[str, int], exclude: Mapping[str, str]) -> Cohort:
    """Judge every case, in the order given; excluded cases (reason by name) count for nothing else.

    Of cases that hold the same image one stays, the first without other problems.
    """
    kept = [found for found in inspections if found.case not in exclude]
    more = _shared_names(kept)
    for identity, reasons in _shared_voxels(kept).items():
        more.setdefault(identity, []).extend(reasons)
    doubts = _shared_labels(kept)
    rows = [_row(found, exclude, more.get(id(found), []), doubts.get(id(found), [])) for found in inspections]
    bad = {id(found) for found, row in zip(inspections, rows, strict=True) if row.status == "bad"}
    problems = _unknown_exclusions(inspections, exclude)
    if not inspections:
        problems.append("no case was found")
    elif not kept:
        problems.append("every case is excluded")
    problems += _missing_organs(kept, bad, organs)
    return Cohort(rows, [plain(problem) for problem in problems])


def _row(found: Inspection, exclude: Mapping[str, str], more: list[str], doubts: list[str]) -> CaseRow:
    problems = [plain(text) for text in [*found.problems, *more]]
    excluded = found.case in exclude
    return CaseRow(
        case=found.case,
        patient=found.patient,
        image=found.image,
        label=found.label,
        shape=found.shape,
        spacing_mm=found.spacing_mm,
        orientation=found.orientation,
        image_sha256=found.image_sha256,
        label_sha256=found.label_sha256,
        status="excluded" if excluded else "bad" if problems else "ok",
        reason=plain(exclude[found.case]) if excluded else "; ".join(problems),
        problems=problems,
        unknown_labels=found.unknown_labels,
        warnings=[*found.warnings, *map(plain, doubts)],
    )


def _shared_names(kept: Sequence[Inspection]) -> dict[int, list[str]]:
    """Reasons for cases that share a name, by the inspection's identity."""
    times = Counter(found.case for found in kept)
    return {
        id(found): [f"{times[found.case]} cases have this name; give each its own"]
        for found in kept
        if times[found.case] > 1
    }


def _shared_voxels(kept: Sequence[Inspection]) -> dict[int, list[str]]:
    """Reasons for all but one of the cases that hold the same image, by the inspection's identity."""
    reasons = {}
    for group in _groups(kept, "image_voxels_sha256"):
        first = next((found for found in group if not found.problems), group[0])
        for found in group:
            if found is not first:
                reasons[id(found)] = [f"the same image as case {first.case}; keep the one whose label map is right"]
    return reasons


def _shared_labels(kept: Sequence[Inspection]) -> dict[int, list[str]]:
    """Doubts for cases whose label map is that of another image too; two phases of one patient may share it."""
    doubts = {}
    for group in _groups([found for found in kept if found.organs], "label_voxels_sha256"):
        if len({found.image_voxels_sha256 for found in group}) > 1:
            for found in group:
                others = [other.case for other in group if other is not found]
                doubts[id(found)] = [f"the same label map as case {listing(others)}, on another image"]
    return doubts


def _groups(kept: Sequence[Inspection], key: str) -> list[list[Inspection]]:
    groups: dict[str, list[Inspection]] = {}
    for found in kept:
        if value := getattr(found, key):
            groups.setdefault(value, []).append(found)
    return [group for group in groups.values() if len(group) > 1]


def _unknown_exclusions(inspections: Sequence[Inspection], exclude: Mapping[str, str]) -> list[str]:
    names = [found.case for found in inspections]
    problems = []
    for case in exclude:
        if case not in names:
            close = difflib.get_close_matches(case, names, n=1)
            hint = f"; did you mean {close[0]}?" if close else ""
            problems.append(f"`exclude` names {case}, which is no case of this study{hint}")
    return problems


def _missing_organs(kept: Sequence[Inspection], bad: set[int], organs: Mapping[str, int]) -> list[str]:
    if kept and not any(found.label for found in kept):
        return ["no case has a label map: there is nothing to learn from"]
    read = [found for found in kept if found.organs is not None]
    if not read:
        return []  # every label map is bad: said case by case
    problems = []
    for organ, integer in organs.items():
        cases = [found for found in read if organ in found.organs]
        if not cases:
            present = sorted({label for found in read for label in found.labels if label > 0})
            problems.append(
                f"no case has the organ {organ} (label {integer}); labels present: {listing(present) or 'none'}; "
                "correct its integer under `organs` or take it out"
            )
        elif all(id(found) in bad for found in cases):
            names = listing([found.case for found in cases])
            problems.append(f"only bad cases have the organ {organ} (label {integer}): {names}; repair one of them")
    return problems
