"""What the inspection of cases is handed."""

from typing import TYPE_CHECKING, Any

from segstudy.cases.layouts.images import mask_pattern
from segstudy.cases.layouts.paths import shown_from
from segstudy.running.shareable import within

if TYPE_CHECKING:
    from segstudy.plan.cases import PlannedCases


def inspection_spec(plan: "PlannedCases", name: str) -> dict[str, Any]:
    """A case as it is inspected."""
    case, data = plan.cases[name], plan.data_of(name)
    return {
        "case": case.name,
        "patient": case.patient,
        "image": case.image,
        "label": case.label,
        "annotated": list(case.annotated) if case.annotated is not None else None,
        **({} if plan.settings.learns else {"only_measured": True}),
        **({"joined": dict(data.joined)} if data.joined else {}),
        **modality(plan),
        **_shown_from(plan, name),
        **({"empty_allowed": True} if plan.settings.data.empty_labels == "allowed" else {}),
    }


def modality(plan: "PlannedCases") -> dict[str, str]:
    """What scans are, where they are no CTs, whose jobs need not know."""
    return {} if plan.settings.data.modality == "ct" else {"modality": plan.settings.data.modality}


def _shown_from(plan: "PlannedCases", name: str) -> dict[str, Any]:
    folder = shown_from(plan.data_of(name))
    return {"shown_from": folder} if folder else {}


def image2d_spec(plan: "PlannedCases", name: str) -> dict[str, Any]:
    """A 2D image as it is inspected and converted."""
    case, settings = plan.cases[name], plan.settings.data.images
    return {
        "case": case.name,
        "patient": case.patient,
        "image_path": case.image2d,
        "mask_paths": plan.masks[case.name],
        "mask_pattern": mask_pattern(case, settings) if case.label else "",
        "values": settings.values,
        "pixel_mm": settings.pixel_mm,
    }


def dicom_spec(plan: "PlannedCases", name: str) -> dict[str, Any]:
    """A DICOM case as it is inspected and converted."""
    case, data = plan.cases[name], plan.settings.data
    return {
        "case": case.name,
        "patient": case.patient,
        "folder": case.folder,
        "drawn": {organ: plan.organs[organ] for organ in plan.annotated(name)} if case.label else None,
        "patterns": {organ: list(patterns) for organ, patterns in data.dicom.structures.items()},
        "modality": data.modality,
        "annotated": list(case.annotated) if case.annotated is not None else None,
    }


def inspected_dicom_spec(plan: "PlannedCases", name: str) -> dict[str, Any]:
    """The same, below which folder its paths are shown, and whether its label map may be empty."""
    allowed = {"empty_allowed": True} if plan.settings.data.empty_labels == "allowed" else {}
    return {**dicom_spec(plan, name), **_shown_from(plan, name), **allowed}


def inspected_image2d_spec(plan: "PlannedCases", name: str) -> dict[str, Any]:
    """The same, and below which folder its paths are shown."""
    return {**image2d_spec(plan, name), **_shown_from(plan, name)}


def excluded_cases(plan: "PlannedCases") -> list[list[str | None]]:
    """Case, patient, scan, label map and reason of every excluded case."""

    def shown(path: str | None, case: str) -> str | None:
        return path and within(path, shown_from(plan.data_of(case)))

    return [
        [
            case.name,
            case.patient,
            shown(case.image2d or case.folder or case.image, case.name),
            None if case.image2d or case.folder else shown(case.label, case.name),
            shown(plan.excluded[case.name], case.name),
        ]
        for case in plan.all_cases.values()
        if case.name in plan.excluded
    ]


def joined_spec(plan: "PlannedCases", name: str) -> dict[str, Any]:
    """Which integers of a case's label map become which, and whether all others are background."""
    data, alone = plan.data_of(name), plan.is_renumbered(name)
    further = {"further": data.integers, "alone": True} if alone else {"further": dict(data.joined)}
    return {"organs": {organ: plan.organs[organ] for organ in data.organs}, **further}


def folds(plan: "PlannedCases") -> list[list[Any]]:
    """Case, patient and fold of every case that is in one."""
    return [[case, plan.cases[case].patient, fold] for case, fold in plan.folds.items()]


def fold_parts(plan: "PlannedCases") -> list[list[Any]]:
    """Fold, cases to learn from and cases to validate on."""
    return [[fold, *plan.split(fold)] for fold in plan.fold_numbers] if plan.settings.learns else []


def patients(plan: "PlannedCases") -> dict[str, str]:
    """The patient of every case that predictions are measured on."""
    return {name: plan.cases[name].patient for name in plan.measured}
