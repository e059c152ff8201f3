"""One patch of a case: where it lies, and how it is read, turned and mirrored."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from segstudy.config.sections.patches import PatchSettings
from segstudy.volumes.cache import CachedSlices
from segstudy.volumes.grids.labels import warp_labels

Triple = tuple[int, int, int]
# So many voxels are looked at for one of the background, of which nearly every scan is full.
TRIES = 100


def around_voxel(voxel: Sequence[int] | np.ndarray, size: Triple, shape: Triple) -> Triple:
    """The first voxel of a patch of `shape` about `voxel`: inside a volume of `size` where it fits, else amid it."""
    first, second, third = (
        min(max(int(v) - side // 2, 0), n - side) if n >= side else -((side - n) // 2)
        for v, n, side in zip(voxel, size, shape, strict=True)
    )
    return first, second, third


def anywhere(size: Triple, shape: Triple, rng: np.random.Generator) -> Triple:
    """The first voxel of a patch of `shape` at a random place in a volume of `size`."""
    voxel = [
        int(rng.integers(n) if n < side else rng.integers(side // 2, n - side + side // 2 + 1))
        for n, side in zip(size, shape, strict=True)
    ]
    return around_voxel(voxel, size, shape)


def on_background(slices: CachedSlices, shape: Triple, rng: np.random.Generator) -> Triple:
    """The first voxel of a patch of `shape` about a random voxel of no organ; about any where none is found soon."""
    for _ in range(TRIES):
        voxel = tuple(int(rng.integers(side)) for side in slices.shape)
        if not slices.label_box(tuple(slice(place, place + 1) for place in voxel)).any():
            break
    return around_voxel(voxel, slices.shape, shape)


@dataclass(frozen=True)
class Change:
    """How a patch is changed: turned, enlarged about its center, then mirrored.

    Attributes:
        rotate_deg: Degrees, rows to columns.
        zoom: Above 1 enlarges.
        flips: Axes of the patch.
    """

    rotate_deg: float = 0.0
    zoom: float = 1.0
    flips: tuple[int, ...] = ()

    def matrix(self) -> np.ndarray:
        """(3, 3): offsets from the center in the patch to offsets in the volume."""
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
    """Image (float32, linear) and classes (uint8, by fractions) of a patch of `shape` whose first voxel is `start`.

    Outside the volume are its background value and background. Only the slices that the patch touches are read.
    """
    if change.rotate_deg or change.zoom != 1:
        from scipy.ndimage import affine_transform  # half a second that a training on slices does not wait for

        matrix, half = change.matrix(), (np.array(shape) - 1) / 2
        center, reach = start + half, np.abs(matrix) @ half
        low, high = np.floor(center - reach).astype(int), np.ceil(center + reach).astype(int) + 1
        image, label = _read_box(slices, low, high)
        offset = center - matrix @ half - low

        def transformed(part: np.ndarray) -> np.ndarray:
            return affine_transform(part, matrix, offset, output_shape=shape, order=1, mode="nearest")

        image, label = transformed(image), warp_labels(label, transformed, shape, 1 / change.zoom)
    else:
        image, label = _read_box(slices, np.array(start), np.add(start, shape))
    return np.flip(image, change.flips), np.flip(label, change.flips)


def _read_box(slices: CachedSlices, low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    image = np.full(high - low, slices.background_value, np.float32)
    label = np.zeros(high - low, np.uint8)
    inside = tuple(slice(max(0, a), min(n, b)) for a, b, n in zip(low, high, slices.shape, strict=True))
    if all(side.start < side.stop for side in inside):
        there = tuple(slice(side.start - a, side.stop - a) for side, a in zip(inside, low, strict=True))
        image[there], label[there] = slices.image_box(inside), slices.label_box(inside)
    return image, label
