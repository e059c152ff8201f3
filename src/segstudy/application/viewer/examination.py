"""One uploaded scan with one arm: all that the page shows of it."""

import shutil
import threading
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

import numpy as np

from segstudy.application.arms import Arm
from segstudy.application.organ_volumes import organ_pixels, organ_volumes
from segstudy.application.scans.open_scan import open_scan
from segstudy.application.scans.picture import ENDINGS as PICTURES
from segstudy.application.scans.picture import Picture, write_mask
from segstudy.application.scans.scan import Scan
from segstudy.application.scans.self_contained import check_self_contained
from segstudy.application.segment import Progress, segment
from segstudy.application.variance import variance_of
from segstudy.application.viewer.remarks import Remark, remarks
from segstudy.config.sections.words import plural
from segstudy.drawing.colored import with_colors
from segstudy.drawing.palette import organ_colors
from segstudy.drawing.planes import PLANES, Plane, upright
from segstudy.running.errors import StudyError
from segstudy.volumes.box import bounding_box
from segstudy.volumes.endings import OTHERS, ending_of
from segstudy.volumes.nifti import write_volume
from segstudy.volumes.volume import Volume

# Several sessions take turns, so that memory does not grow with them.
_turn = threading.Lock()


@dataclass(frozen=True)
class Examination:
    """What was predicted for a scan.

    Attributes:
        name: Of the uploaded file.
        arm: Whose networks.
        image: Reoriented (not resampled) to right, front, head.
        labels: The label map, reoriented likewise.
        volumes: Milliliters by organ; of a 2D image, pixels.
        remarks: What speaks against the scan or its label map.
        middle: The voxel in the organs' middle.
        label_map: The file to download, in the scan's own grid: NIfTI, or of a 2D image PNG.
        dicom_seg: The same, where the scan was a DICOM series and an organ was found.
        rtstruct: Its contours, likewise.
        is_picture: Whether it is a 2D image, whose voxels are `RGB` where it is in color.
        variance: Between predictions, reoriented likewise; None where the arm's study does not measure uncertainty.
    """

    name: str
    arm: Arm
    image: Volume
    labels: Volume
    volumes: dict[str, float]
    remarks: list[Remark]
    middle: tuple[int, int, int]
    label_map: bytes
    dicom_seg: bytes | None
    variance: np.ndarray | None = None
    rtstruct: bytes | None = None
    is_picture: bool = False

    @property
    def is_checked(self) -> bool:
        """Whether the checks are of such: they go by Hounsfield units."""
        return not self.is_picture and self.arm.modality == "ct"

    @property
    def planes(self) -> tuple[Plane, ...]:
        """In which it is looked at; a 2D image in its own."""
        return PLANES[:1] if self.is_picture else PLANES

    def size_of(self, organ: str) -> str:
        """How large an organ is, in words."""
        size = self.volumes[organ]
        if not size:
            return "not found"
        return plural(int(size), "pixel") if self.is_picture else f"{size:.1f} ml"

    @property
    def colors(self) -> dict[str, str]:
        """A color for each organ."""
        return organ_colors(list(self.arm.organs))

    @property
    def stem(self) -> str:
        """The file's name without its endings."""
        others = (".zip", ".gz", *PICTURES)
        ending = ending_of(self.name) or next((end for end in others if self.name.lower().endswith(end)), "")
        ending = self.name[len(self.name) - len(ending) :]
        return self.name.removesuffix(ending) or "scan"


def middle_of(labels: np.ndarray) -> tuple[int, int, int]:
    """Index of the voxel in the organs' middle, axis by axis; of the array's where there is none."""
    box = bounding_box(labels) or tuple(slice(0, size) for size in labels.shape)
    right, front, head = ((side.start + side.stop - 1) // 2 for side in box)
    return right, front, head


def examine(upload: BinaryIO, name: str, arm: Arm, progress: Progress) -> Examination:
    """Read an uploaded file, predict its organs and check them.

    The file and all that is unpacked or computed from it lie in a folder of their own, which is gone when this
    returns or fails.

    Raises:
        StudyError: One sentence, for whatever is no usable scan.
    """
    progress("Waiting for another prediction" if _turn.locked() else "Reading the scan", 0, 1)
    try:
        with _turn, TemporaryDirectory(prefix="segstudy-upload-") as folder:
            return _examine(upload, name, arm, progress, Path(folder))
    except MemoryError as error:
        raise StudyError(f"{name}: too large for the memory of this machine") from error


def _examine(upload: BinaryIO, name: str, arm: Arm, progress: Progress, folder: Path) -> Examination:
    progress("Reading the scan", 0, 1)
    scan = _open(upload, name, folder, arm)
    work = folder / "work"
    work.mkdir()
    labels = segment(arm, scan.volume, work, progress=progress)
    variance = variance_of(arm, arm.uncertainty, scan.volume, work, progress) if arm.uncertainty else None
    progress("Checking what was found", 0, 1)
    is_picture = isinstance(scan.volume, Picture)
    file = folder / ("labels.png" if is_picture else "labels.nii.gz")
    (write_mask if is_picture else write_volume)(file, labels)
    reoriented = upright(labels)
    seg, rtstruct = _as_dicom(scan, labels, arm, folder)
    examination = Examination(
        name=name,
        arm=arm,
        image=upright(
            with_colors(scan.volume, scan.volume.colors) if isinstance(scan.volume, Picture) else scan.volume
        ),
        labels=reoriented,
        middle=middle_of(reoriented.array),
        volumes={**(organ_pixels if is_picture else organ_volumes)(labels, arm.organs)},
        remarks=remarks(scan.volume, labels, arm.organs, scan.warnings, "any" if arm.of_pictures else arm.modality),
        label_map=file.read_bytes(),
        is_picture=is_picture,
        dicom_seg=seg,
        rtstruct=rtstruct,
        variance=None if variance is None else upright(variance).array,
    )
    progress("Done", 1, 1)
    return examination


def _open(upload: BinaryIO, name: str, folder: Path, arm: Arm) -> Scan:
    """Copy the upload under a name that says what it is, and read it."""
    upload.seek(0)
    start = upload.read(2)
    upload.seek(0)
    ending = ending_of(name).lower()
    if ending not in OTHERS:
        ending = ".nii.gz" if start == b"\x1f\x8b" else ".nii"
    path = folder / f"upload{ending}"
    with path.open("wb") as file:
        shutil.copyfileobj(upload, file)
    if ending in OTHERS:
        check_self_contained(path, name)
    unpacked = folder / "unpacked"
    unpacked.mkdir()
    return open_scan(path, unpacked, name, arm.modality, arm.of_pictures)


def _as_dicom(scan: Scan, labels: Volume, arm: Arm, folder: Path) -> tuple[bytes | None, bytes | None]:
    """The label map as DICOM SEG and as RTSTRUCT."""
    if not scan.images or not labels.array.any():
        return None, None
    from segstudy.application.dicom_seg import write_dicom_seg
    from segstudy.application.rtstruct import write_rtstruct

    made_by = f"{arm.study}/{arm.name}"
    write_dicom_seg(folder / "labels.dcm", labels.array, scan.images, arm.organs, made_by)
    write_rtstruct(folder / "contours.dcm", labels, scan.images, arm.organs, made_by)
    return (folder / "labels.dcm").read_bytes(), (folder / "contours.dcm").read_bytes()
