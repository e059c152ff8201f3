"""The structures of an RTSTRUCT or a SEG, by the names that somebody gave them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pydicom

from segstudy.running.errors import StudyError
from segstudy.volumes.dicom.contours import contour_mask
from segstudy.volumes.dicom.headers import ImageHeader

CLOSED = ("CLOSED_PLANAR", "CLOSEDPLANAR_XOR")
KINDS = ("RTSTRUCT", "SEG")
TAGS = ("Modality", "FrameOfReferenceUID", "ReferencedFrameOfReferenceSequence", "ReferencedSeriesSequence")


@dataclass(frozen=True)
class Structures:
    """What somebody drew in one file.

    Attributes:
        path: The file.
        kind: `RTSTRUCT` or `SEG`.
        frame_of_reference: The identifier of the space that it is drawn in; empty where it does not say.
        series: The identifiers of the series that it names.
    """

    path: Path
    kind: str
    frame_of_reference: str
    series: frozenset[str]

    @cached_property
    def dataset(self) -> Any:
        """The whole file."""
        return pydicom.dcmread(self.path, force=True)

    @cached_property
    def names(self) -> dict[str, int]:
        """The number of each structure by its name; those without a closed contour are left out."""
        if self.kind == "SEG":
            return {str(each.SegmentLabel): int(each.SegmentNumber) for each in self.dataset.SegmentSequence}
        drawn = {int(each.ReferencedROINumber) for each in self.dataset.ROIContourSequence if _closed(each)}
        names = {str(each.ROIName): int(each.ROINumber) for each in self.dataset.StructureSetROISequence}
        return {name: number for name, number in names.items() if number in drawn}

    def mask(self, name: str, images: Sequence[ImageHeader], affine: np.ndarray) -> np.ndarray:
        """The voxels of one structure, (columns, rows, slices).

        Raises:
            StudyError: It is drawn on another grid, or not in the planes of slices.
        """
        rows, columns = images[0].size
        shape, number = (columns, rows, len(images)), self.names[name]
        if self.kind == "SEG":
            return self._segment(number, images, shape)
        contours = next(each for each in self.dataset.ROIContourSequence if int(each.ReferencedROINumber) == number)
        try:
            return contour_mask([_points(each) for each in _closed(contours)], affine, shape)
        except ValueError as error:
            raise StudyError(f"structure {name}: {error}") from error

    def _segment(self, number: int, images: Sequence[ImageHeader], shape: tuple[int, int, int]) -> np.ndarray:
        mask = np.zeros(shape, bool)
        frames = self.dataset.pixel_array.reshape(-1, self.dataset.Rows, self.dataset.Columns)
        if frames.shape[1:] != images[0].size:
            raise StudyError("the SEG has other rows and columns than the scan; draw it on the scan's own grid")
        places = np.array([image.position for image in images])
        for frame, about in zip(frames, self.dataset.PerFrameFunctionalGroupsSequence, strict=True):
            if int(about.SegmentIdentificationSequence[0].ReferencedSegmentNumber) == number:
                at = np.array(about.PlanePositionSequence[0].ImagePositionPatient, float)
                apart = np.linalg.norm(places - at, axis=1)
                if apart.min() > 0.1 * min(images[0].spacing):
                    continue  # of a slice that is not there
                mask[:, :, int(apart.argmin())] |= frame.T > 0
        return mask


def read_structures(path: Path) -> Structures | None:
    """What a file holds of structures; None where it is another kind of file."""
    about = pydicom.dcmread(
        path,
        force=True,
        stop_before_pixels=True,
        specific_tags=list(TAGS),
    )
    kind = str(about.get("Modality", ""))
    if kind not in KINDS:
        return None
    frames, series = [str(about.get("FrameOfReferenceUID", ""))], set()
    for frame in about.get("ReferencedFrameOfReferenceSequence", []):
        frames.append(str(frame.get("FrameOfReferenceUID", "")))
        for study in frame.get("RTReferencedStudySequence", []):
            series |= {str(each.SeriesInstanceUID) for each in study.get("RTReferencedSeriesSequence", [])}
    series |= {str(each.SeriesInstanceUID) for each in about.get("ReferencedSeriesSequence", [])}
    # the one that structures are drawn in comes last, where the file names one
    known = [frame for frame in frames if frame]
    return Structures(path, kind, known[-1] if known else "", frozenset(series))


def _closed(contours: Any) -> list[Any]:
    return [each for each in contours.get("ContourSequence", []) if each.ContourGeometricType in CLOSED]


def _points(contour: Any) -> np.ndarray:
    return np.array(contour.ContourData, float).reshape(-1, 3)
