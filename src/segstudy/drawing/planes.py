"""Slices as radiologists look at them, whatever order a file stores its axes in."""

from dataclasses import dataclass

import numpy as np

from segstudy.volumes.lean_nibabel import nib
from segstudy.volumes.volume import Volume


def upright(volume: Volume) -> Volume:
    """The same voxels with axes turned (not resampled) to right, front, head; oblique stays oblique."""
    turn = nib.io_orientation(volume.affine)
    array = nib.apply_orientation(volume.array, turn)
    affine = volume.affine @ nib.orientations.inv_ornt_aff(turn, volume.array.shape)
    return Volume(array, affine)


def axial(array: np.ndarray, index: int) -> np.ndarray:
    """Slice `index` of an upright array (right, front, head) as an image (rows, columns).

    Seen from the feet: the patient's front is on top and the right side on the left.
    """
    return array[::-1, ::-1, index].T


def axial_extent(mask: np.ndarray) -> np.ndarray:
    """Where any axial slice of an upright mask (right, front, head) is set, as an image (rows, columns)."""
    return axial(np.logical_or.reduce(mask, axis=2, keepdims=True), 0)


def pixel_mm(volume: Volume) -> tuple[float, float]:
    """Height and width in mm of a pixel of an upright volume's axial slices."""
    right, front, _ = volume.spacing
    return front, right


@dataclass(frozen=True)
class Plane:
    """One of the three planes of an upright array (right, front, head).

    Attributes:
        title: Its name.
        across: The axis it cuts.
        left: What lies at its left side, as a letter.
        right: What lies at its right side.
        top: What lies at its top.
        bottom: What lies at its bottom.
    """

    title: str
    across: int
    left: str
    right: str
    top: str
    bottom: str

    def cut(self, array: np.ndarray, index: int) -> np.ndarray:
        """Slice `index` as an image (rows, columns): front or head on top, the right side or the front on the left."""
        return array[(slice(None),) * self.across + (index,)][::-1, ::-1].T

    def extent(self, mask: np.ndarray) -> np.ndarray:
        """Where any slice of a mask is set, as an image (rows, columns)."""
        return self.cut(np.logical_or.reduce(mask, axis=self.across, keepdims=True), 0)

    @property
    def edges(self) -> tuple[str, str, str, str]:
        """What lies at the left, the right, the top and the bottom."""
        return self.left, self.right, self.top, self.bottom

    def pixel_mm(self, volume: Volume) -> tuple[float, float]:
        """Height and width in mm of a pixel."""
        width, height = (step for axis, step in enumerate(volume.spacing) if axis != self.across)
        return height, width


PLANES = (
    Plane("Axial", 2, left="R", right="L", top="A", bottom="P"),
    Plane("Coronal", 1, left="R", right="L", top="H", bottom="F"),
    Plane("Sagittal", 0, left="A", right="P", top="H", bottom="F"),
)
