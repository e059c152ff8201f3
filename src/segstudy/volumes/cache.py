"""Prepared slices on disk, compressed in blocks: slices and boxes are read without reading what lies around them.

A cache is two files, `<stem>.image.b2nd` (int16) and `<stem>.label.b2nd` (uint8, class indices, background 0; absent
where the case has no label map), both (slices, rows, columns); of an image in colors the first holds three planes a
slice: red, green and blue. What the network sees is `slope * stored + intercept`: integers compress better than floats
and lose nothing that noise of a few Hounsfield units has not lost already.
"""

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from segstudy.running.files import whole
from segstudy.running.lean_imports import without
from segstudy.volumes.box import Box
from segstudy.volumes.scaling import Scaling

try:
    # needed for tables on other machines alone, of which there are none: two fifths of blosc2's time to import
    with without(hollow=["httpx"]):
        import blosc2
except AttributeError:  # a version that uses it at once
    import blosc2

# A block is what is decompressed at once, a chunk what is looked up at once: measured (benchmarks/reading.py) to read
# boxes three times as fast as one block a slice, and slices a fifth slower.
BLOCK = (1, 64, 128)
SLICES_PER_CHUNK = 4


def _write_array(path: Path, array: np.ndarray, attributes: dict[str, float | int]) -> None:
    # the upper bytes of integers of several bytes are much alike; to shuffle single bytes would only take time
    filters = [blosc2.Filter.SHUFFLE] if array.itemsize > 1 else []
    parameters = {"codec": blosc2.Codec.LZ4, "clevel": 5, "nthreads": 1, "filters": filters}
    chunks = (min(SLICES_PER_CHUNK, len(array)), *array.shape[1:])
    blocks = tuple(map(min, BLOCK, array.shape))
    with whole(path) as beside:
        stored = blosc2.asarray(
            np.ascontiguousarray(array),
            urlpath=str(beside),
            mode="w",
            chunks=chunks,
            blocks=blocks,
            cparams=parameters,
        )
        for key, value in attributes.items():
            stored.schunk.vlmeta[key] = value


def write_image_cache(
    path: str | os.PathLike[str], image: np.ndarray, slope: float, intercept: float, planes: int = 1
) -> None:
    """Write `<stem>.image.b2nd`, with its smallest value.

    Args:
        path: Where to.
        image: int16 (slices × planes, rows, columns).
        slope: What a stored unit is worth to the network.
        intercept: What a stored zero is to the network.
        planes: How many a slice has.

    Raises:
        TypeError: Where the image is not int16.
    """
    if image.dtype != np.int16:
        raise TypeError(f"a cached image is int16, not {image.dtype}")
    attributes = {"slope": float(slope), "intercept": float(intercept), "lowest": int(image.min())}
    if planes > 1:
        attributes["planes"] = planes
    _write_array(Path(path), image, attributes)


def write_label_cache(path: str | os.PathLike[str], label: np.ndarray) -> None:
    """Write `<stem>.label.b2nd`.

    Args:
        path: Where to.
        label: uint8 (slices, rows, columns), class indices with background 0.

    Raises:
        TypeError: Where the label map is not uint8.
    """
    if label.dtype != np.uint8:
        raise TypeError(f"a cached label map is uint8, not {label.dtype}")
    _write_array(Path(path), label, {})


@dataclass(frozen=True)
class CachedSlices:
    """One case's cached slices; nothing is read before it is asked for.

    Attributes:
        stem: The path of both files without `.image.b2nd` and `.label.b2nd`.
        scaling: By which images are scaled besides; None leaves them as they were prepared.
        labels: The file of another label map than `<stem>.label.b2nd`.
    """

    stem: str
    scaling: Scaling | None = None
    labels: str | None = None

    @property
    def files(self) -> tuple[str, str]:
        """The image's, and the label map's."""
        return f"{self.stem}.image.b2nd", self.labels or f"{self.stem}.label.b2nd"

    @cached_property
    def _image(self) -> blosc2.NDArray:
        return blosc2.open(self.files[0], mode="r", mmap_mode="r", dparams={"nthreads": 1})

    @cached_property
    def _label(self) -> blosc2.NDArray:
        return blosc2.open(self.files[1], mode="r", mmap_mode="r", dparams={"nthreads": 1})

    @cached_property
    def planes(self) -> int:
        """How many planes a slice has: 1, or 3 of colors."""
        attributes = self._image.schunk.vlmeta
        return int(attributes["planes"]) if "planes" in attributes else 1

    def __len__(self) -> int:
        return self._image.shape[0] // self.planes

    @property
    def shape(self) -> tuple[int, int, int]:
        """(slices, rows, columns)."""
        return len(self), *self._image.shape[1:]

    @cached_property
    def slope(self) -> float:
        """What a stored unit is worth to the network."""
        return float(self._image.schunk.vlmeta["slope"])

    @cached_property
    def intercept(self) -> float:
        """What a stored zero is to the network."""
        return float(self._image.schunk.vlmeta["intercept"])

    @cached_property
    def background_value(self) -> float:
        """The smallest value of the image as the network sees it: what fills the space outside the image."""
        lowest = float(np.float32(self._image.schunk.vlmeta["lowest"]) * np.float32(self.slope) + self.intercept)
        return float(self.scaling.apply(np.array(lowest, np.float32))) if self.scaling else lowest

    def image_box(self, box: Box) -> np.ndarray:
        """A part (slices, rows, columns) of gray slices as the network sees it: float32. Reads the blocks it needs."""
        image = np.multiply(self._image[box], np.float32(self.slope), dtype=np.float32)
        image += np.float32(self.intercept)
        return self._scaled(image)

    def label_box(self, box: Box) -> np.ndarray:
        """Class indices of a part (slices, rows, columns): uint8."""
        return self._label[box]

    def stored(self, index: int) -> np.ndarray:
        """Slice `index` as stored: int16, (rows, columns), of colors (planes, rows, columns)."""
        return self._image[index] if self.planes == 1 else self._image[index * self.planes : (index + 1) * self.planes]

    def image(self, index: int) -> np.ndarray:
        """Slice `index` as the network sees it: float32, (rows, columns), of colors (planes, rows, columns)."""
        return self._scaled(self.stored(index).astype(np.float32) * np.float32(self.slope) + np.float32(self.intercept))

    def _scaled(self, image: np.ndarray) -> np.ndarray:
        return self.scaling.apply(image) if self.scaling else image

    def label(self, index: int) -> np.ndarray:
        """Class indices of slice `index`: uint8, (rows, columns)."""
        return self._label[index]
