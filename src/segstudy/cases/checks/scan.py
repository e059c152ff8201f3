"""One pass over one file: header, voxels, hashes, and all that is wrong with them."""

from dataclasses import dataclass, field

from segstudy.cases.checks.header import Header, check_header, read_header
from segstudy.cases.checks.intensity import Intensity
from segstudy.cases.checks.labels import LabelCounts
from segstudy.cases.checks.source import Source, UnusableError, open_source
from segstudy.cases.checks.voxels import ContentHash, check_size, read_voxels
from segstudy.cases.text import plain


@dataclass
class Scanned:
    """What was found in one file. `complete`: every voxel was read."""

    header: Header | None = None
    sha256: str = ""
    voxels_sha256: str = ""
    complete: bool = False
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def scan_file(path: str, gatherer: Intensity | LabelCounts) -> Scanned:
    """Read the file once, handing every block of voxels to `gatherer`. Never raises on a bad file."""
    found = Scanned()
    try:
        with open_source(path) as source:
            try:
                _scan(source, gatherer, found)
            except UnusableError as error:
                found.problems.append(plain(error))
            found.sha256 = source.sha256()
    except UnusableError as error:
        found.problems.append(plain(error))
    except Exception as error:  # a bad file must not hide what is wrong with the others
        found.problems.append(f"cannot be read ({type(error).__name__}: {plain(error, 120)})")
    return found


def _scan(source: Source, gatherer: Intensity | LabelCounts, found: Scanned) -> None:
    header = found.header = read_header(source)
    found.problems += check_header(header)
    found.warnings += header.warnings
    if any(size < 1 for size in header.shape):
        return
    check_size(header, source)
    content = ContentHash(header.shape)
    numbers = header.dtype.kind in "iuf" and header.dtype.names is None
    for block in read_voxels(header, source):
        if numbers:
            gatherer.add(block)
            content.add(block)
    if surplus := source.surplus():
        found.warnings.append(f"{surplus} bytes or more follow the voxels its header promises")
    if numbers:
        found.complete = True
        found.voxels_sha256 = content.hexdigest()
