"""The mean atlas: what lies at the same place of the volume in most training patients. A floor for networks."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from segstudy.volumes.grids.orientation import axis_order, from_slices, to_slices
from segstudy.volumes.grids.resampling import resample
from segstudy.volumes.volume import Volume

# Cells along each side of the volume.
SIDE = 96


def build_atlas(labels: Iterable[Volume], annotated: Iterable[Sequence[str]], organs: Mapping[str, int]) -> np.ndarray:
    """How often each organ lies in each cell of the volume, whatever its size in mm.

    Args:
        labels: Label maps of training patients, read as they are needed.
        annotated: Of each, the organs that somebody drew.
        organs: Label integer of each organ.

    Returns:
        (organs, slices, rows, columns) shares of the cases in which the organ was drawn, float32; slices go to the
        head, rows to the back, columns to the left.
    """
    counts = np.zeros((len(organs), SIDE, SIDE, SIDE), np.float32)
    drawn = np.zeros(len(organs), np.float32)
    for volume, there in zip(labels, annotated, strict=True):
        slices = to_slices(volume.array, axis_order(volume.affine, "LPS"))
        cells = [((np.arange(SIDE) + 0.5) * size / SIDE).astype(int) for size in slices.shape]
        sampled = slices[np.ix_(*cells)]
        for index, (organ, label) in enumerate(organs.items()):
            if organ in there:
                counts[index] += sampled == label
                drawn[index] += 1
    shares: np.ndarray = counts / np.maximum(drawn, 1)[:, None, None, None]
    return shares


def predict_by_atlas(atlas: np.ndarray, grid: Volume, organs: Mapping[str, int]) -> Volume:
    """The likeliest organ of each voxel, where one is likelier than background.

    Args:
        atlas: As `build_atlas` made it; or the mean of several.
        grid: The case's; its voxels are not looked at.
        organs: Label integer of each organ.
    """
    order = axis_order(grid.affine, "LPS")
    shape = to_slices(grid.array, order).shape
    scale = [SIDE / size for size in shape]
    offset = [0.5 * step - 0.5 for step in scale]
    best = np.zeros(shape, np.float32)
    left, taken = np.ones(shape, np.float32), np.zeros(shape, np.uint8)
    for share, label in zip(atlas, organs.values(), strict=True):
        likely = resample(share, shape, scale, offset, 0)
        left -= likely
        taken[likely > best] = label
        np.maximum(best, likely, out=best)
    taken[best <= left] = 0
    return grid.with_array(np.ascontiguousarray(from_slices(taken, order)))
