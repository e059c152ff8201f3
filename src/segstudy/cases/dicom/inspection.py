"""Inspection of a DICOM case: as a scan and a label map, which it is about to become."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from segstudy.cases.dicom.read import read_dicom_case
from segstudy.cases.inspection import Inspection, inspect_case
from segstudy.cases.text import plain
from segstudy.running.errors import StudyError
from segstudy.volumes.nifti import write_volume


def inspect_dicom(
    case: str,
    patient: str,
    folder: str,
    organs: Mapping[str, int],
    drawn: Mapping[str, int] | None,
    patterns: Mapping[str, Sequence[str]],
    modality: str = "ct",
    annotated: Sequence[str] | None = None,
    empty_allowed: bool = False,
) -> Inspection:
    """Inspect a folder; never raises on bad data.

    Args:
        case: The case's name.
        patient: The patient's.
        folder: Where its files are.
        organs: Label integer by organ.
        drawn: Those that somebody drew in this case; None where it has no label map.
        patterns: How structures are called, by organ.
        modality: Of the series.
        annotated: The organs that somebody drew, where not all.
        empty_allowed: Whether there may be nothing to draw.
    """
    try:
        read = read_dicom_case(Path(folder), case, drawn, patterns, modality)
    except StudyError as error:
        return Inspection(case, patient, folder, errors=[plain(str(error).removeprefix(f"{case}: "))])
    except Exception as error:  # a bad file must not hide what is wrong with the others
        return Inspection(case, patient, folder, errors=[f"cannot be read ({type(error).__name__})"])
    with TemporaryDirectory() as beside:
        files = [f"{beside}/image.nii", f"{beside}/label.nii" if read.labels else None]
        for file, volume in zip(files, (read.image, read.labels), strict=True):
            if file and volume:
                write_volume(file, volume)
        found = inspect_case(
            case,
            patient,
            files[0],
            files[1],
            organs,
            annotated=annotated,
            modality=modality,
            empty_allowed=empty_allowed,
        )
    found.image, found.label = folder, folder if read.labels else ""
    found.warnings += read.warnings
    return found
