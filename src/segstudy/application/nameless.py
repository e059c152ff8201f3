"""Headers of DICOM images without anything about the patient, for what refers to them."""

from pathlib import Path

import pydicom
from pydicom.uid import ExplicitVRLittleEndian

# What refers to images needs of them: their identity, and where they lie. All else stays behind.
KEPT = (
    "SOPClassUID",
    "SOPInstanceUID",
    "StudyInstanceUID",
    "SeriesInstanceUID",
    "FrameOfReferenceUID",
    "Modality",
    "Rows",
    "Columns",
    "PixelSpacing",
    "SliceThickness",
    "ImageOrientationPatient",
    "ImagePositionPatient",
)
# Asked for by the standard, and left empty.
EMPTY = (
    "PatientID",
    "PatientName",
    "PatientBirthDate",
    "PatientSex",
    "StudyID",
    "StudyDate",
    "StudyTime",
    "AccessionNumber",
    "ReferringPhysicianName",
)


def nameless(path: Path) -> pydicom.Dataset:
    """The header of one image without anything about the patient."""
    source = pydicom.dcmread(path, stop_before_pixels=True, specific_tags=list(KEPT))
    clean = pydicom.Dataset()
    for keyword in KEPT:
        if keyword in source:
            setattr(clean, keyword, source[keyword].value)
    for keyword in EMPTY:
        setattr(clean, keyword, None)
    clean.file_meta = pydicom.dataset.FileMetaDataset()
    clean.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    return clean
