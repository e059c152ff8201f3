"""What a NIfTI header says, read without trusting it."""

import io
import logging
import math
from dataclasses import dataclass, field

import nibabel as nib
import numpy as np
from nibabel.volumeutils import native_code

from segstudy.cases.checks.source import Source, UnusableError
from segstudy.cases.text import extent, number, plain

LARGEST_OFFSET = 64 << 20
MOST_VOXELS = 1 << 31
LARGEST_SKEW_DEG = 1.0
SPACING_MM = (0.05, 10.0)  # what a CT's spacing usually keeps to

_silent = logging.getLogger("segstudy.cases.header")
_silent.addHandler(logging.NullHandler())
_silent.propagate = False


@dataclass(frozen=True)
class Header:
    """A file's grid and how its voxels are stored.

    shape: voxels along each axis. affine: (4, 4), voxel index to mm. slope, intercept: None where the
    file does not scale. pixdim: the three voxel sizes as they stand in the file, unrepaired.
    """

    shape: tuple[int, ...]
    dtype: np.dtype
    offset: int
    slope: float | None
    intercept: float | None
    affine: np.ndarray
    pixdim: tuple[float, float, float]
    warnings: list[str] = field(default_factory=list)

    @property
    def spacing(self) -> np.ndarray:
        """(3,) distance between neighbouring voxels along each axis, in mm."""
        with np.errstate(all="ignore"):
            return np.sqrt((self.affine[:3, :3] ** 2).sum(axis=0))

    @property
    def placed(self) -> bool:
        """Whether the affine gives every voxel a place of its own."""
        if not np.isfinite(self.affine).all() or not (self.spacing > 0).all():
            return False
        return abs(np.linalg.det(self.affine[:3, :3] / self.spacing)) > 1e-3

    @property
    def skew_deg(self) -> float:
        """How far the axes of a placed grid are from right angles, in degrees."""
        axes = self.affine[:3, :3] / self.spacing
        return math.degrees(math.asin(min(1.0, np.abs(axes.T @ axes - np.diag(np.diag(axes.T @ axes))).max())))

    @property
    def orientation(self) -> str:
        """Where the axes point, such as `LPS`; empty where the affine does not say."""
        return "".join(nib.aff2axcodes(self.affine)) if self.placed else ""


def read_header(source: Source) -> Header:
    """Read the header and go to the first voxel. Raises UnusableError where there is no usable header."""
    start = source.read(4)
    sizes = {int.from_bytes(start, order) for order in ("little", "big")}
    kind = nib.Nifti1Header if 348 in sizes else nib.Nifti2Header if 540 in sizes else None
    if kind is None:
        raise UnusableError("not a NIfTI file, or its header is damaged; convert it or copy it again")
    block = start + source.read(kind.sizeof_hdr - 4)
    if len(block) < kind.sizeof_hdr:
        raise UnusableError("truncated: it ends within its header; copy or download it again")
    try:
        return _parse(kind, block, source)
    except UnusableError:
        raise
    except Exception as error:  # nibabel raises many kinds for a header that makes no sense
        raise UnusableError(f"has a header that makes no sense ({plain(error, 120)}); convert it again") from error


def _parse(kind: type[nib.Nifti1Header], block: bytes, source: Source) -> Header:
    header = kind(block, check=False)
    pixdim = tuple(float(size) for size in header["pixdim"][1:4])
    if not bytes(header["magic"].item()).startswith(b"n+"):
        raise UnusableError("the header of a two-file image (.hdr and .img), or none at all; convert it to .nii.gz")
    header.check_fix(logger=_silent)  # as loading does it; raises where loading would
    offset = header.get_data_offset()
    if not kind.sizeof_hdr <= offset <= LARGEST_OFFSET:
        raise UnusableError(f"has a header that puts the voxels at byte {offset}; convert it again")
    rest = source.read(offset - kind.sizeof_hdr)
    if len(rest) < offset - kind.sizeof_hdr:
        raise UnusableError("truncated: it ends before its voxels; copy or download it again")
    if rest[:1] not in (b"", b"\0"):
        kind.exts_klass.from_fileobj(io.BytesIO(rest[4:]), len(rest) - 4, header.endianness != native_code)
    slope, intercept = header.get_slope_inter()
    with np.errstate(all="ignore"):
        affine = np.asarray(header.get_best_affine(), dtype=np.float64)
    found = Header(
        shape=header.get_data_shape(),
        dtype=header.get_data_dtype(),
        offset=offset,
        slope=slope,
        intercept=intercept,
        affine=affine,
        pixdim=pixdim,
    )
    found.warnings.extend(_doubts(header, found))
    return found


def _doubts(header: nib.Nifti1Header, found: Header) -> list[str]:
    doubts = []
    coded = {name: int(header[f"{name}_code"]) for name in ("sform", "qform")}
    if not any(coded.values()):
        doubts.append("states no orientation; left and right may be swapped")
    if not found.placed:
        return doubts
    spacing = found.spacing
    if all(coded.values()) and len(found.shape) == 3:
        apart = corner_distance(found.shape, header.get_qform(), found.affine)
        if apart > 0.1 * spacing.min():
            doubts.append(f"its two affines put corners {number(apart)} mm apart; the sform is used, tools differ")
    if coded["sform"] and all(size > 0 for size in found.pixdim) and not np.allclose(spacing, found.pixdim, rtol=0.01):
        doubts.append(f"spacing {extent(spacing)} mm by its affine but {extent(found.pixdim)} by its header")
    if spacing.min() < SPACING_MM[0] or spacing.max() > SPACING_MM[1]:
        doubts.append(f"spacing {extent(spacing)} mm is unusual for a CT; is it in millimetres?")
    return doubts


def check_header(header: Header) -> list[str]:
    """What makes this file no 3D volume of numbers in a known place, one reason each."""
    problems = []
    if header.dtype.names is not None:
        problems.append("holds colors (RGB), not one value a voxel; convert it to Hounsfield units or labels")
    elif header.dtype.kind == "c":
        problems.append("holds complex numbers, not one value a voxel; convert it")
    if any(size < 1 for size in header.shape):
        problems.append(f"has the impossible shape {extent(header.shape)}")
    elif len(header.shape) != 3:
        hint = "drop its last axis" if math.prod(header.shape[3:]) == 1 else "keep one volume"
        hint = "stack the slices into a volume" if len(header.shape) < 3 else hint
        problems.append(f"has {len(header.shape)} dimensions ({extent(header.shape)}), a volume has 3; {hint}")
    if bad := [size for size in header.pixdim if not (math.isfinite(size) and size > 0)]:
        problems.append(f"spacing {extent(header.pixdim)} mm in its header: {number(bad[0])} is no distance; repair it")
    if not np.isfinite(header.affine).all():
        problems.append("its affine holds values that are not finite; repair the header")
    elif not header.placed:
        problems.append("its affine is singular: voxels have no place of their own; repair the header")
    elif header.skew_deg > LARGEST_SKEW_DEG:
        problems.append(
            f"its axes are {number(90 - header.skew_deg)}° apart, not at right angles (a tilted gantry?): "
            "distances would be wrong; resample it"
        )
    return problems


def corner_distance(shape: tuple[int, ...], first: np.ndarray, second: np.ndarray) -> float:
    """How far, in mm, two affines put the same corner of a 3D grid apart at most."""
    corners = np.array(np.meshgrid(*[(0, size - 1) for size in shape[:3]], indexing="ij")).reshape(3, -1)
    difference = (first - second)[:3]
    return float(np.linalg.norm(difference[:, :3] @ corners + difference[:, 3:], axis=0).max())
