"""Slices as radiologists look at them, whatever order a file stores its axes in."""

from dataclasses import dataclass

import nibabel as nib
import numpy as np

from segstudy.volume import Volume


def upright(volume: Volume) -> Volume:
    """The same voxels with axes turned (not resampled) to right, front, head; oblique stays oblique."""
    turn = nib.io_orientation(volume.affine)
    array = nib.apply_orientation(volume.array, turn)
    affine = volume.affine @ nib.orientations.inv_ornt_aff(turn, volume.array.shape)
    return Volume(array, affine)


def axial(array: np.ndarray, index: int) -> np.ndarray:
    """Slice `index` of an upright array (right, front, head) as a picture (rows, columns).

    Seen from the feet: the patient's front is on top and the right side on the left.
    """
    return array[::-1, ::-1, index].T


def pixel_mm(volume: Volume) -> tuple[float, float]:
    """Height and width in mm of a pixel of an upright volume's axial slices."""
    right, front, _ = volume.spacing
    return front, right


@dataclass(frozen=True)
class Plane:
    """One of the three planes of an upright array. across: the axis it cuts; left, right: what its sides are called."""

    title: str
    across: int
    left: str
    right: str

    def cut(self, array: np.ndarray, index: int) -> np.ndarray:
        """Slice `index` as a picture (rows, columns): front or head on top, the right side or the front on the left."""
        return array[(slice(None),) * self.across + (index,)][::-1, ::-1].T

    def pixel_mm(self, volume: Volume) -> tuple[float, float]:
        """Height and width in mm of a pixel."""
        width, height = (step for axis, step in enumerate(volume.spacing) if axis != self.across)
        return height, width


PLANES = (Plane("Axial", 2, "R", "L"), Plane("Coronal", 1, "R", "L"), Plane("Sagittal", 0, "A", "P"))
