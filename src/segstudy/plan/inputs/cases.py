"""The files that a case comes with, some of which may be missing or closed to this user."""

from typing import TYPE_CHECKING

from segstudy.cases.data_versions import record_files
from segstudy.cases.layouts.paths import can_be_read

if TYPE_CHECKING:
    from segstudy.cases.case import Case
    from segstudy.plan.cases import PlannedCases

# The mark that no case is bad.
USABLE = "stages/usable"


def usable(plan: "PlannedCases", file: str | None) -> str:
    """`file`, a case's own; where it cannot be read, the mark that no case is bad, which then never comes.

    Snakemake would call it a missing input and plan nothing, so that nobody would hear of the other bad cases.
    """
    if file is None:
        return plan.path(USABLE)
    made = plan.phantom_reference is not None or file.startswith(f"{plan.results}/")
    return file if made or can_be_read(file) else plan.path(USABLE)


def scan(plan: "PlannedCases", case: str) -> str:
    """The scan of a case."""
    return usable(plan, plan.cases[case].image)


def picture(plan: "PlannedCases", preparation: str, case: str) -> list[str]:
    """The file of a case's 2D image, for a preparation that keeps its colors; none for others."""
    if not plan.settings.preparations[preparation].color:
        return []
    return [usable(plan, plan.cases[case].image2d)]


def pictures(plan: "PlannedCases") -> list[str]:
    """The files of the 2D images that are measured; none of scans."""
    return [usable(plan, plan.cases[case].image2d) for case in plan.measured] if plan.has_2d_images else []


def original_label(plan: "PlannedCases", case: str) -> str:
    """The label map of a case as it was handed in."""
    return usable(plan, plan.handed_in(case))


def unjoined_label(plan: "PlannedCases", case: str) -> str:
    """The label map of a case in which several integers may be one organ."""
    return usable(plan, plan.cases[case].label)


def label(plan: "PlannedCases", case: str) -> str:
    """The label map of a case that trainings and metrics use."""
    return usable(plan, plan.label_of(case))


def original_files(plan: "PlannedCases", case: "Case") -> list[str]:
    """The files of a case that the study did not make itself; not all need be there."""
    if plan.phantom_reference is not None or plan.is_dicom:
        return []
    files = [case.image2d, *plan.masks[case.name]] if plan.has_2d_images else [case.image, case.label]
    return [file for file in files if file]


def readable_originals(plan: "PlannedCases", case: str) -> list[str]:
    """Those of the original files that can be read; what is wrong with the others is the inspection's to say."""
    return [file for file in original_files(plan, plan.cases[case]) if can_be_read(file)]


def data_records(plan: "PlannedCases") -> list[str]:
    """The `.dvc` files that record the data, for data under DVC."""
    if plan.handed:
        return list(plan.handed.records)
    return record_files(file for case in plan.cases.values() for file in original_files(plan, case))


def inspected_files(plan: "PlannedCases", case: str) -> dict[str, str]:
    """`image` and `label` of a case as far as they can be read or will be made."""
    made = plan.phantom_reference is not None
    files = {"image": plan.cases[case].image, "label": plan.cases[case].label}
    return {key: file for key, file in files.items() if file and (made or can_be_read(file))}
