"""Opening whatever somebody hands in as a scan."""

from pathlib import Path

from segstudy.application.scans.archive import unpack
from segstudy.application.scans.nifti_scan import read_nifti_scan
from segstudy.application.scans.scan import Scan
from segstudy.errors import StudyError

PICTURES = {
    b"\xff\xd8\xff": "a JPEG picture",
    b"\x89PNG": "a PNG picture",
    b"GIF8": "a GIF picture",
    b"BM": "a bitmap picture",
    b"II*\0": "a TIFF picture",
    b"MM\0*": "a TIFF picture",
    b"RIFF": "a picture or film",
    b"%PDF": "a PDF document",
}
ZIPPED = (b"PK\x03\x04", b"PK\x05\x06")
GZIPPED = b"\x1f\x8b"
NIFTI_SIZES = (348, 540)


def open_scan(path: Path, work: Path, name: str | None = None) -> Scan:
    """Read a CT from a NIfTI file, a zipped DICOM series or a folder with one.

    work: an empty folder for what is unpacked; what is returned may lie there. name: what messages call it.
    Raises StudyError, one sentence, for everything else; see the readers for what that is.
    """
    name = name or str(path)
    try:
        if path.is_dir():
            from segstudy.application.scans.dicom_scan import read_dicom_scan

            return read_dicom_scan(path, name)
        if not path.is_file():
            raise StudyError(f"{name}: there is no such file" if not path.exists() else f"{name}: no regular file")
        with path.open("rb") as file:
            start = file.read(132)
        if start.startswith(ZIPPED):
            from segstudy.application.scans.dicom_scan import read_dicom_scan

            unpack(path, work, name)
            return read_dicom_scan(work, name)
    except OSError as error:
        raise StudyError(f"{name}: cannot be read ({error.strerror or error})") from error
    except ImportError as error:
        raise StudyError(
            f"{name}: reading DICOM needs another package ({error.name}); install `segstudy[app]`"
        ) from error
    if is_nifti(start):
        return read_nifti_scan(path, name)
    raise StudyError(f"{name}: {_refusal(start)}")


def is_nifti(start: bytes) -> bool:
    """Whether a file that begins so can be a NIfTI file, packed or not."""
    sizes = {int.from_bytes(start[:4], order) for order in ("little", "big")}
    return start.startswith(GZIPPED) or bool(sizes & set(NIFTI_SIZES))


def _refusal(start: bytes) -> str:
    if not start:
        return "empty (0 bytes); copy or download it again"
    if start[128:132] == b"DICM":
        return "a single DICOM file; give the folder or a zip file with the whole series"
    kind = next((kind for magic, kind in PICTURES.items() if start.startswith(magic)), None)
    return (
        f"{kind}, not a CT scan; give a NIfTI file or a DICOM series"
        if kind
        else ("neither a NIfTI file (.nii, .nii.gz) nor a zipped DICOM series")
    )
