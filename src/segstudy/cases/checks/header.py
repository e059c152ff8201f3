"""What a NIfTI header says, read without trusting it."""

import io
import logging
import math
from dataclasses import dataclass, field

import numpy as np

from segstudy.cases.checks.source import Source, UnusableError
from segstudy.cases.text import extent, number, plain
from segstudy.volumes.grids.corners import GRID_TOLERANCE, corner_distance
from segstudy.volumes.lean_nibabel import nib

LARGEST_OFFSET = 64 << 20
LARGEST_SKEW_DEG = 1.0
USUAL_MM = (0.05, 10.0)  # what a CT's spacing keeps to

_silent = logging.getLogger("segstudy.cases.header")
_silent.addHandler(logging.NullHandler())
_silent.propagate = False


@dataclass(frozen=True)
class Header:
    """A file's grid and how its voxels are stored.

    Attributes:
        shape: Voxels along each axis.
        dtype: Of the stored voxels.
        offset: The byte at which they begin.
        slope: What a stored unit is worth; None where the file does not scale.
        intercept: What a stored zero means; None where the file does not scale.
        affine: (4, 4), voxel index to mm.
        pixdim: The three voxel sizes as they stand in the file, in mm, unrepaired.
        warnings: What is odd about the header, and does not keep the case out of a study.
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
        """(3,) distance between neighboring voxels along each axis, in mm."""
        with np.errstate(all="ignore"):
            return np.sqrt((self.affine[:3, :3] ** 2).sum(axis=0))

    @property
    def has_valid_affine(self) -> bool:
        """Whether the affine is finite and invertible, so that every voxel has a place of its own."""
        if not np.isfinite(self.affine).all() or not (self.spacing > 0).all():
            return False
        return abs(np.linalg.det(self.affine[:3, :3] / self.spacing)) > 1e-3

    @property
    def skew_deg(self) -> float:
        """How far the axes of a grid with a valid affine are from right angles, in degrees."""
        axes = self.affine[:3, :3] / self.spacing
        return math.degrees(math.asin(min(1.0, np.abs(axes.T @ axes - np.diag(np.diag(axes.T @ axes))).max())))

    @property
    def orientation(self) -> str:
        """Where the axes point, such as `LPS`; empty where the affine does not say."""
        return "".join(nib.aff2axcodes(self.affine)) if self.has_valid_affine else ""


def nifti_kind(start: bytes) -> type[nib.Nifti1Header] | None:
    """Which header a file that begins so has; None where it has none of NIfTI's."""
    sizes = {int.from_bytes(start[:4], order) for order in ("little", "big")}
    return nib.Nifti1Header if 348 in sizes else nib.Nifti2Header if 540 in sizes else None


def read_header(source: Source) -> Header:
    """Read the header and go to the first voxel.

    Raises:
        UnusableError: Where there is no usable header.
    """
    start = source.read(4)
    header_type = nifti_kind(start)
    if header_type is None:
        raise UnusableError("not a NIfTI file, or its header is damaged; convert it or copy it again")
    block = start + source.read(header_type.sizeof_hdr - 4)
    if len(block) < header_type.sizeof_hdr:
        raise UnusableError("truncated: it ends within its header; copy or download it again")
    try:
        return _parse(header_type, block, source)
    except UnusableError:
        raise
    except Exception as error:  # nibabel raises many kinds for a header that makes no sense
        raise UnusableError(f"has a header that makes no sense ({plain(error, 120)}); convert it again") from error


def _parse(header_type: type[nib.Nifti1Header], block: bytes, source: Source) -> Header:
    nifti = header_type(block, check=False)
    pixdim = [float(size) for size in nifti["pixdim"][1:4]]
    if not bytes(nifti["magic"].item()).startswith(b"n+"):
        raise UnusableError("the header of a two-file image (.hdr and .img), or none at all; convert it to .nii.gz")
    nifti.check_fix(logger=_silent)  # as loading does it; raises where loading would
    offset = nifti.get_data_offset()
    if not header_type.sizeof_hdr <= offset <= LARGEST_OFFSET:
        raise UnusableError(f"has a header that puts the voxels at byte {offset}; convert it again")
    rest = source.read(offset - header_type.sizeof_hdr)
    if len(rest) < offset - header_type.sizeof_hdr:
        raise UnusableError("truncated: it ends before its voxels; copy or download it again")
    if rest[:1] not in (b"", b"\0"):
        header_type.exts_klass.from_fileobj(
            io.BytesIO(rest[4:]), len(rest) - 4, nifti.endianness != nib.volumeutils.native_code
        )
    slope, intercept = nifti.get_slope_inter()
    with np.errstate(all="ignore"):
        affine = np.asarray(nifti.get_best_affine(), dtype=np.float64)
    header = Header(
        shape=nifti.get_data_shape(),
        dtype=nifti.get_data_dtype(),
        offset=offset,
        slope=slope,
        intercept=intercept,
        affine=affine,
        pixdim=(pixdim[0], pixdim[1], pixdim[2]),
    )
    header.warnings.extend(_warnings(nifti, header))
    return header


def _warnings(nifti: nib.Nifti1Header, header: Header) -> list[str]:
    warnings = []
    codes = {name: int(nifti[f"{name}_code"]) for name in ("sform", "qform")}
    if not any(codes.values()):
        warnings.append("states no orientation; left and right may be swapped")
    if not header.has_valid_affine:
        return warnings
    spacing, pixdim = header.spacing, header.pixdim
    excess = sum(float(nifti[f"quatern_{part}"]) ** 2 for part in "bcd") - 1
    if codes["qform"] and excess > 3.5e-7:
        warnings.append(f"its quaternion is too long by {number(excess)}, which some tools refuse")
    if all(codes.values()) and len(header.shape) == 3:
        distance_mm = corner_distance(header.shape, nifti.get_qform(), header.affine)
        if distance_mm > GRID_TOLERANCE * spacing.min():
            apart = number(distance_mm)
            warnings.append(f"its two affines put corners {apart} mm apart; the sform is used, tools differ")
    if codes["sform"] and all(size > 0 for size in pixdim) and not np.allclose(spacing, pixdim, rtol=0.01):
        warnings.append(f"spacing {extent(spacing)} mm by its affine but {extent(pixdim)} by its header")
    if spacing.min() < USUAL_MM[0] or spacing.max() > USUAL_MM[1]:
        warnings.append(f"spacing {extent(spacing)} mm is unusual for a CT; is it in millimeters?")
    return warnings


def check_header(header: Header) -> list[str]:
    """What makes this file no 3D volume of numbers in a known place, one reason each."""
    errors = []
    if header.dtype.names is not None:
        errors.append("holds colors (RGB), not one value a voxel; convert it to Hounsfield units or labels")
    elif header.dtype.kind == "c":
        errors.append("holds complex numbers, not one value a voxel; convert it")
    if any(size < 1 for size in header.shape):
        errors.append(f"has the impossible shape {extent(header.shape)}")
    elif len(header.shape) != 3:
        hint = "drop its last axis" if math.prod(header.shape[3:]) == 1 else "keep one volume"
        hint = "stack the slices into a volume" if len(header.shape) < 3 else hint
        errors.append(f"has {len(header.shape)} dimensions ({extent(header.shape)}), a volume has 3; {hint}")
    if bad := [size for size in header.pixdim if not (math.isfinite(size) and size > 0)]:
        errors.append(f"spacing {extent(header.pixdim)} mm in its header: {number(bad[0])} is no distance; repair it")
    if not np.isfinite(header.affine).all():
        errors.append("its affine holds values that are not finite; repair the header")
    elif not header.has_valid_affine:
        errors.append("its affine is singular: voxels have no place of their own; repair the header")
    elif header.skew_deg > LARGEST_SKEW_DEG:
        errors.append(
            f"its axes are {number(90 - header.skew_deg)}° apart, not at right angles (a tilted gantry?): "
            "distances would be wrong; resample it"
        )
    return errors
