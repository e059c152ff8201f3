"""A label map as a DICOM segmentation object, for viewers that read nothing else."""

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

import highdicom
import numpy as np
import pydicom
from highdicom.seg import Segmentation, SegmentDescription
from pydicom.sr.codedict import codes
from pydicom.sr.coding import Code

from segstudy.application.nameless import nameless
from segstudy.running.errors import StudyError
from segstudy.running.files import whole


def _code(organ: str) -> Code:
    """SNOMED's code of an organ by its name, or that of any anatomical structure."""
    keyword = "".join(word.capitalize() for word in organ.replace("-", "_").split("_"))
    return getattr(codes.SCT, keyword, codes.SCT.AnatomicalStructure)


def _sources(images: Sequence[Path]) -> list[pydicom.Dataset]:
    """Their headers; a slice that does not say how thick it is, is as thick as slices lie apart."""
    headers = [nameless(image) for image in images]
    first, last = (np.array(each.ImagePositionPatient, float) for each in (headers[0], headers[-1]))
    apart = float(np.linalg.norm(last - first)) / max(1, len(headers) - 1)
    for header in headers:
        if "SliceThickness" not in header:
            header.SliceThickness = round(apart, 4) or 1.0
    return headers


def write_dicom_seg(
    path: Path, labels: np.ndarray, images: Sequence[Path], organs: Mapping[str, int], algorithm: str
) -> None:
    """Write one segment an organ, whole or not at all.

    It refers to its images by their identifiers and holds nothing about the patient.

    Args:
        path: Where to.
        labels: (columns, rows, slices), label integers.
        images: The series' files, in the order of the slices.
        organs: Label integer by organ.
        algorithm: The arm's name.

    Raises:
        StudyError: Where no organ was found or an image lacks what the standard asks for.
    """
    present = {organ: label for organ, label in organs.items() if (labels == label).any()}
    if not present:
        raise StudyError(f"{path}: no organ was found, so that there is nothing to write as DICOM SEG")
    kind = codes.SCT.Organ
    described = [
        SegmentDescription(
            segment_number=number,
            segment_label=organ,
            segmented_property_category=kind,
            segmented_property_type=_code(organ),
            algorithm_type="AUTOMATIC",
            algorithm_identification=highdicom.AlgorithmIdentificationSequence(
                name=algorithm[:64], version=version("segstudy"), family=codes.cid7162.ArtificialIntelligence
            ),
        )
        for number, organ in enumerate(present, 1)
    ]
    numbers = np.zeros(256, np.uint8)
    numbers[list(present.values())] = np.arange(1, len(present) + 1)
    try:
        segmentation = Segmentation(
            source_images=_sources(images),
            pixel_array=np.ascontiguousarray(numbers[labels].transpose(2, 1, 0)),
            segmentation_type="BINARY",
            segment_descriptions=described,
            series_instance_uid=highdicom.UID(),
            series_number=1000,
            sop_instance_uid=highdicom.UID(),
            instance_number=1,
            manufacturer="segstudy",
            manufacturer_model_name="segstudy",
            software_versions=version("segstudy"),
            device_serial_number="0",
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise StudyError(f"{path}: the DICOM images lack what a DICOM SEG needs ({error})") from error
    with whole(path) as beside:
        segmentation.save_as(beside)
