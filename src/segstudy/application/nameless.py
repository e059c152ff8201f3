"""Headers of DICOM images without anything about the patient, for what refers to them."""

from pathlib import Path

import pydicom
from pydicom.uid import ExplicitVRLittleEndian, generate_uid

from segstudy.running.errors import StudyError

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


# What may be empty, though the standard asks for it where it refers to images.
FILLED = ("FrameOfReferenceUID", "SliceThickness")


def nameless(path: Path) -> pydicom.Dataset:
    """The header of one image without anything about the patient.

    A series without a frame of reference gets one of its own, the same in all that refers to it.

    Raises:
        StudyError: It does not say what it is, or where it lies.
    """
    source = pydicom.dcmread(path, stop_before_pixels=True, specific_tags=list(KEPT))
    clean = pydicom.Dataset()
    for keyword in KEPT:
        value = source.get(keyword)
        if value not in (None, ""):
            setattr(clean, keyword, value)
        elif keyword not in FILLED:
            raise StudyError(f"{path}: the image has no {keyword}, which files that refer to it need; export it again")
    if "FrameOfReferenceUID" not in clean:
        clean.FrameOfReferenceUID = generate_uid(entropy_srcs=[clean.SeriesInstanceUID])
    for keyword in EMPTY:
        setattr(clean, keyword, None)
    clean.file_meta = pydicom.dataset.FileMetaDataset()
    clean.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    return clean
