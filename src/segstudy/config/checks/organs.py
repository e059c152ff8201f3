"""What must hold wherever a study file names an organ."""

from collections.abc import Iterable

from segstudy.config.sections.messages import Problem, closest
from segstudy.config.sections.study import StudySettings
from segstudy.config.sections.training import BACKGROUND
from segstudy.tables.names import MEAN
from segstudy.tables.summary import shared_columns


def check_organs(study: StudySettings) -> Iterable[Problem]:
    """Organs that are not among `data.organs`, and names that the tables use for something else."""
    organs = study.data.organs
    if BACKGROUND in organs or MEAN in organs:
        yield Problem("data.organs", "`background` and `mean` are no names for organs; the tables use them")
    if study.correction and study.correction.reference and study.data.joined:
        yield Problem("data.organs", "labels that are corrected have one integer an organ")
    for organ in study.data.dicom.structures:
        if organ not in organs:
            yield closest("data.dicom.structures", organ, organs, "organ")
    for organ in study.data.annotated:
        if organ not in organs:
            yield closest("data.annotated", organ, organs, "organ")
    for organ, column in shared_columns(organ for organ in organs if organ != MEAN):
        yield Problem("data.organs", f"{organ!r} is no name for an organ: summary.csv has a column {column} already")
    if study.correction and study.correction.organ and study.correction.organ not in organs:
        yield closest("correction.organ", study.correction.organ, organs, "organ")
    for name, tissue in study.tissues.items():
        if tissue.organ not in organs:
            yield closest(f"tissues.{name}.organ", tissue.organ, organs, "organ")
        if not study.data.in_hounsfield_units:
            what = "2D images have" if study.data.are_2d_images else f"scans of modality {study.data.modality} have"
            yield Problem(f"tissues.{name}", f"{what} no Hounsfield units to tell tissues by")
    for organ in study.evaluation.nsd_tolerance_mm:
        if organ not in organs:
            yield closest("evaluation.nsd_tolerance_mm", organ, organs, "organ")
    for name, settings in study.postprocessings.items():
        for organ in settings.organs or []:
            if organ not in organs:
                yield closest(f"postprocessings.{name}.organs", organ, organs, "organ")
