"""The voxels of a file, a block at a time, so that memory does not grow with the scan."""

import hashlib
import math
from collections.abc import Iterator

import numpy as np

from segstudy.cases.checks.header import Header
from segstudy.cases.checks.source import Source, UnusableError
from segstudy.volumes.lean_nibabel import nib
from segstudy.volumes.volume import MOST_VOXELS

BLOCK_VOXELS = 1 << 20


def check_size(header: Header, source: Source) -> None:
    """Check that the file can hold what its header promises; allocates nothing.

    Raises:
        UnusableError: Where it cannot.
    """
    count = math.prod(header.shape)
    if count > MOST_VOXELS:
        raise UnusableError(f"its header promises {count:.3g} voxels, more than any scan has; the header is damaged")
    promised = header.offset + count * header.dtype.itemsize
    if source.capacity() < promised:
        raise UnusableError(
            f"truncated: its header promises {promised} bytes, its {source.size} bytes cannot hold them; "
            "copy or download it again"
        )


def read_voxels(header: Header, source: Source) -> Iterator[np.ndarray]:
    """Yield the voxels in file order as 1D blocks, scaled as the header says.

    Raises:
        UnusableError: Where the file ends or breaks before the last of them.
    """
    count = math.prod(header.shape)
    for start in range(0, count, BLOCK_VOXELS):
        size = min(BLOCK_VOXELS, count - start) * header.dtype.itemsize
        block = source.read(size)
        if len(block) < size:
            share = (start + len(block) / header.dtype.itemsize) / count
            raise UnusableError(f"truncated: {share:.0%} of its voxels are there; copy or download it again")
        with np.errstate(all="ignore"):
            yield nib.volumeutils.apply_read_scaling(np.frombuffer(block, header.dtype), header.slope, header.intercept)


class ContentHash:
    """A hash of shape and values that packing, data type and byte order leave as it is."""

    def __init__(self, shape: tuple[int, ...]):
        self._digest = hashlib.sha256(repr(tuple(shape)).encode())

    def add(self, values: np.ndarray) -> None:
        """Take in the next block."""
        with np.errstate(all="ignore"):
            normalized = values.astype("<f4") + np.float32(0)  # no negative zero
        self._digest.update(normalized.data)

    def hexdigest(self) -> str:
        """The hash of all blocks so far."""
        return self._digest.hexdigest()
