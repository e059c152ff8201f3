"""A scan from a NIfTI, MetaImage or NRRD file that nobody has checked."""

from pathlib import Path

from segstudy.application.scans.scan import Scan
from segstudy.application.scans.values import ScanValues, check_extent
from segstudy.cases.checks.file import check_file
from segstudy.cases.checks.geometry import check_header_geometry
from segstudy.cases.checks.header import check_header, read_header
from segstudy.cases.checks.source import UnusableError, open_source
from segstudy.cases.text import plain
from segstudy.running.errors import StudyError
from segstudy.volumes.endings import ending_of, is_nifti_named
from segstudy.volumes.formats import header_by_itk
from segstudy.volumes.nifti import read_image


def read_nifti_scan(path: Path, name: str, modality: str = "ct") -> Scan:
    """Read a scan.

    The header is believed only after the file has been read through once, a block at a time.

    Raises:
        StudyError: One sentence about `name`, for all that is none or is too large.
    """
    errors: list[str] = []
    if is_nifti_named(path) or not ending_of(path):
        try:
            with open_source(str(path)) as source:
                header = read_header(source)
        except UnusableError as error:
            raise StudyError(f"{name}: {plain(error)}") from error
        errors = check_header(header) or check_extent(header.shape) or check_header_geometry(header)
    else:
        try:
            errors = check_extent(header_by_itk(path).array.shape)
        except StudyError as error:
            raise StudyError(f"{name}: {plain(str(error).removeprefix(f'{path}: '))}") from error
    warnings: list[str] = []
    if not errors:
        values = ScanValues(modality)
        checked = check_file(str(path), values)
        errors = checked.errors or values.errors()
        if checked.header and not errors:
            errors = check_extent(checked.header.shape)
        warnings = checked.warnings
    if errors:
        raise StudyError(f"{name}: {plain(errors[0])}")
    return Scan(read_image(path), [plain(warning) for warning in warnings])
