"""A case's caches beside its scan: the same slice before and after preparation, and its augmented copies."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from segstudy.running.errors import StudyError
from segstudy.volumes.cache import CachedSlices
from segstudy.volumes.grids.network_grid import NetworkGrid
from segstudy.volumes.grids.orientation import to_slices
from segstudy.volumes.volume import Volume

FEWEST_VOXELS = 50


@dataclass(frozen=True)
class PreparedCase:
    """One case under one preparation.

    Attributes:
        stem: Of its cache.
    """

    stem: str

    @cached_property
    def slices(self) -> CachedSlices:
        """The cache.

        Raises:
            StudyError: It is not there.
        """
        for kind in ("image", "label"):
            if not Path(f"{self.stem}.{kind}.b2nd").exists():
                raise StudyError(f"{self.stem}.{kind}.b2nd: the prepared slices are not there")
        return CachedSlices(self.stem)

    @cached_property
    def image(self) -> np.ndarray:
        """(slices, rows, columns) as the network sees it; of colors with a last axis of three."""
        return np.stack([self.slice(index) for index in range(len(self.slices))])

    def slice(self, index: int) -> np.ndarray:
        """Slice `index` of the cache as the network sees it: (rows, columns), of colors (rows, columns, 3)."""
        image = self.slices.image(index)
        return np.moveaxis(image, 0, -1) if image.ndim == 3 else image

    @cached_property
    def label(self) -> np.ndarray:
        """(slices, rows, columns) of class indices."""
        return np.stack([self.slices.label(index) for index in range(len(self.slices))])

    @cached_property
    def grid(self) -> NetworkGrid:
        """Where the network's grid lies in the scan.

        Raises:
            StudyError: That is not known.
        """
        try:
            return NetworkGrid.from_json(json.loads(Path(f"{self.stem}.grid.json").read_text(encoding="utf-8")))
        except (OSError, ValueError) as error:
            raise StudyError(f"{self.stem}.grid.json: cannot be read ({error})") from error

    def telling(self, count: int = 1) -> list[int]:
        """Slices that say most: with one the one with most labelled pixels, else spread over the labelled ones."""
        areas = np.count_nonzero(self.label, axis=(1, 2))
        if count == 1:
            return [int(areas.argmax()) if areas.any() else len(areas) // 2]
        there = np.flatnonzero(areas) if areas.any() else np.arange(len(areas))
        return list(
            dict.fromkeys(int(there[round(share * (len(there) - 1))]) for share in np.linspace(0.2, 0.8, count))
        )

    def before(self, scan: Volume, index: int) -> tuple[np.ndarray, tuple[float, float]]:
        """The scan's slice (rows, columns) in HU where the network's slice `index` lies, and its pixels in mm."""
        turned = to_slices(scan.array, self.grid.order)
        place = round(self.grid.scale[0] * index + self.grid.offset[0])
        spacing = [scan.spacing[axis] for axis, _ in reversed(self.grid.order)]
        return turned[min(max(place, 0), len(turned) - 1)], (spacing[1], spacing[2])

    def becomes(self, scan: Volume, window: tuple[float, float]) -> tuple[float, float] | None:
        """What the network gets for the ends of `window` (HU); None where hardly a voxel lies in it.

        Preparations map intensities by a line between the values they cut off: it is fitted to the voxels inside.
        """
        low, high = window
        sampled = self.grid.sample_image(scan.array.astype(np.float32), fill=float(scan.array.min()))
        inside = (sampled >= low) & (sampled <= high)
        if np.count_nonzero(inside) < FEWEST_VOXELS:
            return None
        slope, level = np.polyfit(sampled[inside], self.image[inside], 1)
        return float(slope * low + level), float(slope * high + level)
