"""The structures of an RTSTRUCT or a SEG, by the names that somebody gave them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pydicom

from segstudy.running.errors import StudyError
from segstudy.volumes.dicom.contours import contour_mask
from segstudy.volumes.dicom.headers import ImageHeader, read_tags

CLOSED = ("CLOSED_PLANAR", "CLOSEDPLANAR_XOR")
# The length of what ends with a mark.
ENDLESS = 0xFFFFFFFF
KINDS = ("RTSTRUCT", "SEG")
# Points that lie farther out, in mm, are in no scanner.
FARTHEST = 1e4
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
        """The whole file.

        Raises:
            EOFError: It ends too early. Pydicom itself takes what there is.
        """
        held = pydicom.dcmread(self.path, force=True)
        for raw in held.values():
            if isinstance(raw, pydicom.dataelem.RawDataElement) and raw.value and len(raw.value) < raw.length < ENDLESS:
                raise EOFError
        return held

    @cached_property
    def named(self) -> list[tuple[str, int]]:
        """The name and the number of each structure; those without a closed contour are left out.

        Raises:
            StudyError: The file is damaged.
        """
        with self._sound():
            if self.kind == "SEG":
                return [(str(each.SegmentLabel), int(each.SegmentNumber)) for each in self.dataset.SegmentSequence]
            drawn = {int(each.ReferencedROINumber) for each in self.dataset.ROIContourSequence if _closed(each)}
            names = [(str(each.ROIName), int(each.ROINumber)) for each in self.dataset.StructureSetROISequence]
            return [(name, number) for name, number in names if number in drawn]

    def mask(self, number: int, images: Sequence[ImageHeader], affine: np.ndarray) -> np.ndarray:
        """The voxels of one structure, (columns, rows, slices).

        Raises:
            StudyError: It is drawn on another grid, or not in the planes of slices, or the file is damaged.
        """
        rows, columns = images[0].size
        shape = (columns, rows, len(images))
        with self._sound():
            if self.kind == "SEG":
                return self._segment(number, images, shape)
            contours = next(each for each in self.dataset.ROIContourSequence if int(each.ReferencedROINumber) == number)
            try:
                return contour_mask([_points(each) for each in _closed(contours)], affine, shape)
            except ValueError as error:
                name = {each: name for name, each in self.named}[number]
                raise StudyError(f"structure {name}: {error}") from error

    @contextmanager
    def _sound(self) -> Iterator[None]:
        """Whatever pydicom raises of a damaged file, as one sentence."""
        try:
            yield
        except StudyError:
            raise
        except Exception as error:
            raise StudyError(f"its {self.kind} is damaged; export it again") from error

    def _segment(self, number: int, images: Sequence[ImageHeader], shape: tuple[int, int, int]) -> np.ndarray:
        if self.dataset.get("SegmentationType", "BINARY") != "BINARY":
            raise StudyError("the SEG holds probabilities or one map of all segments; export it as BINARY")
        mask = np.zeros(shape, bool)
        frames = self.dataset.pixel_array.reshape(-1, self.dataset.Rows, self.dataset.Columns)
        if frames.shape[1:] != images[0].size:
            raise StudyError("the SEG has other rows and columns than the scan; draw it on the scan's own grid")
        for frame, about in zip(frames, self.dataset.PerFrameFunctionalGroupsSequence, strict=True):
            if int(about.SegmentIdentificationSequence[0].ReferencedSegmentNumber) == number:
                slice_index = self._slice_of(about, images)
                if slice_index is not None:
                    mask[:, :, slice_index] |= frame.T > 0
        return mask

    def _slice_of(self, about: Any, images: Sequence[ImageHeader]) -> int | None:
        """The slice on which a frame of a SEG lies; None where it lies before the first or behind the last.

        Raises:
            StudyError: It lies between two slices, or points elsewhere.
        """
        first = images[0]
        shared = [about, *self.dataset.get("SharedFunctionalGroupsSequence", [])]
        turned = [each.PlaneOrientationSequence[0] for each in shared if "PlaneOrientationSequence" in each]
        scaled = [each.PixelMeasuresSequence[0] for each in shared if "PixelMeasuresSequence" in each]
        same = all(
            np.allclose(np.array(each.ImageOrientationPatient, float), first.orientation.ravel(), atol=1e-3)
            for each in turned
        ) and all(np.allclose(np.array(each.PixelSpacing, float), first.spacing, rtol=1e-3) for each in scaled)
        apart = np.array([image.position for image in images])
        apart -= np.array(about.PlanePositionSequence[0].ImagePositionPatient, float)
        along = apart @ first.normal
        nearest = int(np.abs(along).argmin())
        if nearest in (0, len(images) - 1) and abs(along[nearest]) > 0.5 * np.ptp(along) / (len(images) - 1):
            return None
        if not same or np.linalg.norm(apart[nearest]) > 0.1 * min(first.spacing):
            raise StudyError("the SEG is drawn on another grid than the scan's; draw it on the scan's own")
        return nearest


def read_structures(path: Path, name: str) -> Structures | None:
    """What a file holds of structures; None where it is another kind of file.

    Raises:
        StudyError: One sentence about `name`, where it is damaged.
    """
    try:
        return _read_structures(path)
    except Exception as error:  # pydicom raises many kinds for a damaged file
        raise StudyError(f"{name}: holds a DICOM file that cannot be read; export it again") from error


def _read_structures(path: Path) -> Structures | None:
    about = read_tags(path, TAGS)
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
    try:
        points = np.array(contour.ContourData, float).reshape(-1, 3)
    except (TypeError, ValueError):
        raise ValueError("a contour's points are no coordinates") from None
    if not np.abs(points).max(initial=0) < FARTHEST:
        raise ValueError("a contour has points where no scanner reaches")
    return points
