"""A scan from a NIfTI file that nobody has checked."""

from pathlib import Path

from segstudy.application.scans.scan import Scan
from segstudy.application.scans.values import Values, check_extent
from segstudy.cases.checks.header import check_header, read_header
from segstudy.cases.checks.scan import scan_file
from segstudy.cases.checks.source import UnusableError, open_source
from segstudy.cases.text import plain
from segstudy.errors import StudyError
from segstudy.nifti import read_image


def read_nifti_scan(path: Path, name: str) -> Scan:
    """Read a CT. Raises StudyError, one sentence about `name`, for all that is none or is too large.

    The header is believed only after the file has been read through once, a block at a time.
    """
    try:
        with open_source(str(path)) as source:
            header = read_header(source)
    except UnusableError as error:
        raise StudyError(f"{name}: {plain(error)}") from error
    problems = check_header(header) or check_extent(header.shape, header.spacing)
    warnings: list[str] = []
    if not problems:
        values = Values()
        scanned = scan_file(str(path), values)
        problems = scanned.problems or values.problems()
        warnings = scanned.warnings
    if problems:
        raise StudyError(f"{name}: {plain(problems[0])}")
    return Scan(read_image(path), [plain(warning) for warning in warnings])
