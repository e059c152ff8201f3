"""Opening whatever somebody gives as a scan."""

from pathlib import Path

from segstudy.application.scans.archive import unpack
from segstudy.application.scans.nifti_scan import read_nifti_scan
from segstudy.application.scans.scan import Scan
from segstudy.cases.checks.header import nifti_kind
from segstudy.cases.checks.source import GZIP_MAGIC
from segstudy.running.errors import StudyError
from segstudy.volumes.endings import ending_of, is_nifti_named

NO_SCANS = {
    b"\xff\xd8\xff": "a JPEG image",
    b"\x89PNG": "a PNG image",
    b"GIF8": "a GIF image",
    b"BM": "a bitmap image",
    b"II*\0": "a TIFF image",
    b"MM\0*": "a TIFF image",
    b"RIFF": "an image or film",
    b"%PDF": "a PDF document",
}
PICTURES = (b"\xff\xd8\xff", b"\x89PNG")
ZIPPED = (b"PK\x03\x04", b"PK\x05\x06")


def open_scan(path: Path, work: Path, name: str | None = None, modality: str = "ct", pictures: bool = False) -> Scan:
    """Read a scan from a NIfTI file, a zipped DICOM series or a folder with one; a 2D image where an arm takes those.

    Args:
        path: The file or folder.
        work: An empty folder for what is unpacked; what is returned may lie there.
        name: What messages call it.
        modality: Of what the arm learned from; a `ct` is in Hounsfield units.
        pictures: Whether the arm learned from 2D images.

    Raises:
        StudyError: One sentence, for everything else; see the readers for what that is.
    """
    name = name or str(path)
    try:
        if path.is_dir():
            from segstudy.application.scans.dicom_scan import read_dicom_scan

            return read_dicom_scan(path, name, modality)
        if not path.is_file():
            raise StudyError(f"{name}: there is no such file" if not path.exists() else f"{name}: no regular file")
        with path.open("rb") as file:
            start = file.read(132)
        if start.startswith(ZIPPED):
            from segstudy.application.scans.dicom_scan import read_dicom_scan

            unpack(path, work, name)
            return read_dicom_scan(work, name, modality)
    except OSError as error:
        raise StudyError(f"{name}: cannot be read ({error.strerror or error})") from error
    if pictures and start.startswith(PICTURES):
        from segstudy.application.scans.picture import read_picture

        return read_picture(path, name)
    if is_nifti(start) or (ending_of(path) and not is_nifti_named(path)):
        return read_nifti_scan(path, name, modality)
    raise StudyError(f"{name}: {_refusal(start)}")


def is_nifti(start: bytes) -> bool:
    """Whether a file that begins so can be a NIfTI file, packed or not."""
    return start.startswith(GZIP_MAGIC) or nifti_kind(start) is not None


def _refusal(start: bytes) -> str:
    if not start:
        return "empty (0 bytes); copy or download it again"
    if start[128:132] == b"DICM":
        return "a single DICOM file; give the folder or a zip file with the whole series"
    kind = next((kind for magic, kind in NO_SCANS.items() if start.startswith(magic)), None)
    return (
        f"{kind}, not a CT scan; give a NIfTI file or a DICOM series"
        if kind
        else ("neither a NIfTI file (.nii, .nii.gz), a MetaImage or NRRD file nor a zipped DICOM series")
    )
