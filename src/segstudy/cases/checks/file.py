"""One pass over one file: header, voxels, hashes, and all that is wrong with them."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np

from segstudy.cases.checks.geometry import check_header_geometry
from segstudy.cases.checks.header import Header, check_header, read_header
from segstudy.cases.checks.source import Source, UnusableError, open_source
from segstudy.cases.checks.voxels import BLOCK_VOXELS, ContentHash, check_size, read_voxels
from segstudy.cases.text import plain
from segstudy.running.content import content_of
from segstudy.running.errors import StudyError
from segstudy.volumes.endings import ending_of, is_nifti_named
from segstudy.volumes.formats import open_by_itk
from segstudy.volumes.rounded import slabs
from segstudy.volumes.volume import Volume


@dataclass
class FileCheck:
    """What one file holds and what is wrong with it.

    Attributes:
        header: None where there is no usable one.
        sha256: Of the file; empty where it could not be read.
        voxels_sha256: Of shape and values alone, the same for a recompressed or converted copy.
        complete: Whether every voxel was read.
        errors: What keeps the file out of a study.
        warnings: What does not.
    """

    header: Header | None = None
    sha256: str = ""
    voxels_sha256: str = ""
    complete: bool = False
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


class Values(Protocol):
    """What gathers a file's values."""

    def add(self, values: np.ndarray) -> None:
        """Take in the next block, (n,)."""


def check_file(path: str, values: Values) -> FileCheck:
    """Read the file once, handing every block of voxels to `values`; never raises on a bad file."""
    checked = FileCheck()
    if ending_of(path) and not is_nifti_named(path):
        _check_by_itk(path, values, checked)
        return checked
    try:
        with open_source(path) as source:
            try:
                _check(source, values, checked)
            except UnusableError as error:
                checked.errors.append(plain(error))
            checked.sha256 = source.sha256()
    except UnusableError as error:
        checked.errors.append(plain(error))
    except Exception as error:  # a bad file must not hide what is wrong with the others
        checked.errors.append(f"cannot be read ({type(error).__name__}: {plain(error, 120)})")
    return checked


def _check_by_itk(path: str, values: Values, checked: FileCheck) -> None:
    """The same of a file that is not NIfTI."""
    if not Path(path).is_file():
        checked.errors.append(f"missing: no file at {path}")
        return
    try:
        voxels, affine = open_by_itk(path)
        first = voxels[..., :1]
    except StudyError as error:
        checked.errors.append(plain(str(error).removeprefix(f"{path}: ")))
        return
    checked.sha256 = content_of(Path(path))
    header = checked.header = Header(voxels.shape, first.dtype, 0, None, None, affine, Volume(first, affine).spacing)
    checked.errors += check_header(header) + check_header_geometry(header)
    if header.dtype.kind not in "iuf":
        return
    content = ContentHash(header.shape)
    try:
        for _, part in slabs(voxels):
            flat = part.ravel(order="F")
            for start in range(0, flat.size, BLOCK_VOXELS):
                block = flat[start : start + BLOCK_VOXELS]
                values.add(block)
                content.add(block)
    except StudyError as error:
        checked.errors.append(plain(str(error).removeprefix(f"{path}: ")))
        return
    checked.complete, checked.voxels_sha256 = True, content.hexdigest()


def _check(source: Source, values: Values, checked: FileCheck) -> None:
    header = checked.header = read_header(source)
    checked.errors += check_header(header)
    checked.warnings += header.warnings
    if any(size < 1 for size in header.shape):
        return
    check_size(header, source)
    checked.errors += check_header_geometry(header)
    content = ContentHash(header.shape)
    is_numeric = header.dtype.kind in "iuf" and header.dtype.names is None
    for block in read_voxels(header, source):
        if is_numeric:
            values.add(block)
            content.add(block)
    if surplus := source.surplus():
        checked.warnings.append(f"{surplus} bytes or more follow the voxels its header promises")
    if is_numeric:
        checked.complete = True
        checked.voxels_sha256 = content.hexdigest()
