"""One patch of a case: where it lies, and how it is read, turned and mirrored."""

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import affine_transform

from segstudy.cache import CachedSlices
from segstudy.config.patches import PatchSettings

Triple = tuple[int, int, int]


def around_voxel(voxel: np.ndarray, size: Triple, shape: Triple) -> Triple:
    """The first voxel of a patch of `shape` about `voxel`: inside a volume of `size` where it fits, else amid it."""
    return tuple(
        min(max(int(v) - side // 2, 0), n - side) if n >= side else -((side - n) // 2)
        for v, n, side in zip(voxel, size, shape, strict=True)
    )


def anywhere(size: Triple, shape: Triple, rng: np.random.Generator) -> Triple:
    """The first voxel of a patch of `shape` at a random place in a volume of `size`."""
    return around_voxel([rng.integers(n) if n < side else rng.integers(side // 2, n - side + side // 2 + 1)
                         for n, side in zip(size, shape, strict=True)], size, shape)  # fmt: skip


@dataclass(frozen=True)
class Change:
    """How a patch is changed: turned (degrees, rows to columns), enlarged about its centre, then mirrored."""

    rotate_deg: float = 0.0
    zoom: float = 1.0
    flips: tuple[int, ...] = ()

    def matrix(self) -> np.ndarray:
        """(3, 3): offsets from the centre in the patch to offsets in the volume."""
        angle = np.deg2rad(self.rotate_deg)
        turn = np.eye(3)
        turn[1:, 1:] = [[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]
        return turn / self.zoom


def draw_change(settings: PatchSettings, rng: np.random.Generator) -> Change:
    """Draw from ± the settings' limits; the same numbers are drawn whatever the limits are."""
    rotate = rng.uniform(-1, 1) * settings.rotate_deg
    zoom = 1 + rng.uniform(-1, 1) * settings.zoom
    coins = rng.random(3) < 0.5
    return Change(rotate, zoom, tuple(axis for axis in settings.flipped if coins[axis]))


def read_patch(slices: CachedSlices, start: Triple, shape: Triple, change: Change) -> tuple[np.ndarray, np.ndarray]:
    """Image (float32, linear) and classes (uint8, nearest) of a patch of `shape` whose first voxel is `start`.

    Outside the volume are its darkest value and background. Only the slices that the patch touches are read.
    """
    if change.rotate_deg or change.zoom != 1:
        matrix, half = change.matrix(), (np.array(shape) - 1) / 2
        centre, reach = start + half, np.abs(matrix) @ half
        low, high = np.floor(centre - reach).astype(int), np.ceil(centre + reach).astype(int) + 1
        image, label = _read_box(slices, low, high)
        moved = {"matrix": matrix, "offset": centre - matrix @ half - low, "output_shape": shape, "mode": "nearest"}
        image, label = (affine_transform(part, order=order, **moved) for part, order in ((image, 1), (label, 0)))
    else:
        image, label = _read_box(slices, np.array(start), np.add(start, shape))
    return np.flip(image, change.flips), np.flip(label, change.flips)


def _read_box(slices: CachedSlices, low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    image = np.full(high - low, slices.darkest, np.float32)
    label = np.zeros(high - low, np.uint8)
    inside = tuple(slice(max(0, a), min(n, b)) for a, b, n in zip(low, high, slices.shape, strict=True))
    if all(side.start < side.stop for side in inside):
        there = tuple(slice(side.start - a, side.stop - a) for side, a in zip(inside, low, strict=True))
        image[there], label[there] = slices.image_box(inside), slices.label_box(inside)
    return image, label
