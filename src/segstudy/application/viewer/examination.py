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
        picture: Of a 2D image its colors, uint8 (rows, columns, 3).
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
    picture: np.ndarray | None = None

    @property
    def is_checked(self) -> bool:
        """Whether the checks are of such: they go by Hounsfield units."""
        return self.picture is None and self.arm.modality == "ct"

    @property
    def planes(self) -> tuple[Plane, ...]:
        """In which it is looked at; a 2D image in its own."""
        return PLANES if self.picture is None else PLANES[:1]

    def shown(self, plane: Plane, index: int) -> np.ndarray:
        """A slice as `draw` takes it; of a 2D image, its colors."""
        return plane.cut(self.image.array, index) if self.picture is None else self.picture

    def size_of(self, organ: str) -> str:
        """How large an organ is, in words."""
        size = self.volumes[organ]
        if not size:
            return "not found"
        return f"{size:.1f} ml" if self.picture is None else plural(int(size), "pixel")

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
    picture = scan.volume.colors if isinstance(scan.volume, Picture) else None
    file = folder / ("labels.nii.gz" if picture is None else "labels.png")
    (write_volume if picture is None else write_mask)(file, labels)
    reoriented = upright(labels)
    seg, rtstruct = _as_dicom(scan, labels, arm, folder)
    examination = Examination(
        name=name,
        arm=arm,
        image=upright(scan.volume),
        labels=reoriented,
        middle=middle_of(reoriented.array),
        volumes={**(organ_volumes if picture is None else organ_pixels)(labels, arm.organs)},
        remarks=remarks(scan.volume, labels, arm.organs, scan.warnings, "any" if arm.of_pictures else arm.modality),
        label_map=file.read_bytes(),
        picture=picture,
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
