"""A label map as an RTSTRUCT, for planning systems.

No library that is kept writes one: rt-utils draws half a voxel inside, and needs the images' own names and dates.
"""

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pydicom
from pydicom.uid import ImplicitVRLittleEndian, RTStructureSetStorage, generate_uid

from segstudy.application.nameless import EMPTY, nameless
from segstudy.drawing.palette import organ_colors
from segstudy.running.errors import StudyError
from segstudy.running.files import whole
from segstudy.volumes.dicom.contours import mask_contours
from segstudy.volumes.volume import Volume

# SOP class of a study, retired since 2006, which RTSTRUCTs go on naming (DICOM PS3.3, C.8.8.5).
_STUDY = "1.2.840.10008.3.1.2.3.1"


def write_rtstruct(
    path: Path, labels: Volume, images: Sequence[Path], organs: Mapping[str, int], algorithm: str
) -> None:
    """Write one region of interest an organ, whole or not at all.

    It refers to its images by their identifiers and holds nothing about the patient. Contours lie halfway between
    voxels inside and outside; a hole is a contour within a contour.

    Args:
        path: Where to.
        labels: Label integers, (columns, rows, slices).
        images: The series' files, in the order of the slices.
        organs: Label integer by organ.
        algorithm: The arm's name.

    Raises:
        StudyError: Where no organ was found or an image lacks an identifier.
    """
    present = {organ: label for organ, label in organs.items() if (labels.array == label).any()}
    if not present:
        raise StudyError(f"{path}: no organ was found, so that there is nothing to write as RTSTRUCT")
    headers = [nameless(image) for image in images]
    colors = organ_colors(list(organs))
    try:
        structures = _structure_set(headers, algorithm)
        frame = headers[0].FrameOfReferenceUID
        structures.StructureSetROISequence = [
            _dataset(
                ROINumber=number,
                ReferencedFrameOfReferenceUID=frame,
                ROIName=organ[:64],
                ROIGenerationAlgorithm="AUTOMATIC",
            )
            for number, organ in enumerate(present, 1)
        ]
        structures.ROIContourSequence = [
            _dataset(
                ROIDisplayColor=[int(colors[organ][at : at + 2], 16) for at in (1, 3, 5)],
                ContourSequence=[
                    _contour(points, headers[index])
                    for index, points in mask_contours(labels.array == label, labels.affine)
                ],
                ReferencedROINumber=number,
            )
            for number, (organ, label) in enumerate(present.items(), 1)
        ]
        structures.RTROIObservationsSequence = [
            _dataset(ObservationNumber=number, ReferencedROINumber=number, RTROIInterpretedType="ORGAN")
            for number in range(1, len(present) + 1)
        ]
        for observation in structures.RTROIObservationsSequence:
            observation.ROIInterpreter = None
    except (AttributeError, KeyError, ValueError) as error:
        raise StudyError(f"{path}: the DICOM images lack what an RTSTRUCT needs ({error})") from error
    with whole(path) as beside:
        structures.save_as(beside, enforce_file_format=True)


def _dataset(**values: object) -> pydicom.Dataset:
    made = pydicom.Dataset()
    for keyword, value in values.items():
        setattr(made, keyword, value)
    return made


def _structure_set(headers: Sequence[pydicom.Dataset], algorithm: str) -> pydicom.Dataset:
    """All but the structures (DICOM PS3.3, A.19)."""
    first = headers[0]
    made = _dataset(
        SOPClassUID=RTStructureSetStorage,
        SOPInstanceUID=generate_uid(),
        StudyInstanceUID=first.StudyInstanceUID,
        SeriesInstanceUID=generate_uid(),
        FrameOfReferenceUID=first.FrameOfReferenceUID,
        PositionReferenceIndicator="",
        Modality="RTSTRUCT",
        SeriesNumber=1001,
        InstanceNumber=1,
        Manufacturer="segstudy",
        ManufacturerModelName="segstudy",
        SoftwareVersions=version("segstudy"),
        StructureSetLabel="segstudy",
        StructureSetName=algorithm[:64],
        StructureSetDate=None,
        StructureSetTime=None,
        OperatorsName=None,
    )
    for keyword in EMPTY:
        setattr(made, keyword, None)
    series = _dataset(SeriesInstanceUID=first.SeriesInstanceUID, ContourImageSequence=[*map(_reference, headers)])
    study = _dataset(
        ReferencedSOPClassUID=_STUDY,
        ReferencedSOPInstanceUID=first.StudyInstanceUID,
        RTReferencedSeriesSequence=[series],
    )
    made.ReferencedFrameOfReferenceSequence = [
        _dataset(FrameOfReferenceUID=first.FrameOfReferenceUID, RTReferencedStudySequence=[study])
    ]
    made.file_meta = pydicom.dataset.FileMetaDataset()
    # with explicit types, a contour could hold no more than 64 kB
    made.file_meta.TransferSyntaxUID = ImplicitVRLittleEndian
    return made


def _reference(header: pydicom.Dataset) -> pydicom.Dataset:
    return _dataset(ReferencedSOPClassUID=header.SOPClassUID, ReferencedSOPInstanceUID=header.SOPInstanceUID)


def _contour(points: np.ndarray, header: pydicom.Dataset) -> pydicom.Dataset:
    return _dataset(
        ContourImageSequence=[_reference(header)],
        ContourGeometricType="CLOSED_PLANAR",
        NumberOfContourPoints=len(points),
        ContourData=[f"{value:.4f}" for value in points.ravel().tolist()],
    )
