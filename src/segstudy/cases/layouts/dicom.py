"""Layout `dicom`: `<root>/<case>/`, a folder a case with a series and the structures drawn on it, at any depth."""

import warnings
from fnmatch import fnmatchcase
from itertools import islice
from pathlib import Path

from segstudy.cases.case import Case
from segstudy.cases.layouts.paths import data_root
from segstudy.config.sections.data import DataSettings
from segstudy.running.errors import StudyError

# A note or a DICOMDIR that comes first has no PatientID, and is no reason to take a patient for two.
_LOOKED_AT = 20


def find_cases(settings: DataSettings, results: str, organs: list[str], stratify: str | None) -> list[Case]:
    """One case a folder. Scan and label map are volumes in `results`, made when they are asked for.

    A folder is a patient of its own, unless another has the same PatientID, which is compared and never told.

    Raises:
        StudyError: The folder is not there, or a pattern of `unlabeled` matches nothing.
    """
    root = data_root(settings)
    if not root.is_dir():
        raise StudyError(f"data.root: no folder {settings.root}; name the one that holds a folder a case")
    folders = sorted(path for path in root.iterdir() if path.is_dir() and not path.name.startswith("."))
    for pattern in settings.dicom.unlabeled:
        if not any(fnmatchcase(folder.name, pattern) for folder in folders):
            raise StudyError(f"config: data.dicom.unlabeled: no case is called like {pattern!r}")
    patients: dict[str, str] = {}
    cases = []
    for folder in folders:
        name, identifier = folder.name, _patient_id(folder)
        patient = patients.setdefault(identifier, name) if identifier else name
        volumes = f"{results}/dicom/{name}"
        unlabeled = any(fnmatchcase(name, pattern) for pattern in settings.dicom.unlabeled)
        label = None if unlabeled else f"{volumes}/label.nii.gz"
        cases.append(Case(name, patient, f"{volumes}/image.nii.gz", label, folder=str(folder)))
    return cases


def _patient_id(folder: Path) -> str:
    """The PatientID of the first DICOM file that has one; empty where none has."""
    from segstudy.volumes.dicom.headers import read_tags  # noqa: PLC0415 - only for such data: pydicom takes its time

    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith("."))
    for path in islice(files, _LOOKED_AT):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                read = read_tags(path, ["PatientID"])
        except Exception:  # noqa: S112 - what is wrong with it, its inspection says
            continue
        if identifier := str(read.get("PatientID", "") or "").strip():
            return identifier
    return ""
