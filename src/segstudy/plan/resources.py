"""What a job asks for, as functions of its input and of the attempt."""

import math
import os
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from segstudy.running.errors import StudyError

# (wildcards, input, attempt), as Snakemake calls it.
Resource = Callable[[Any, Iterable[str], int], int]

_MIB = 2**20
# Files below it take no look at their header: what is asked for them is little, packed or not.
_LARGE = 8 * _MIB


def size_mb(files: Iterable[str]) -> float:
    """Size of `files` together, in MiB; Snakemake's own way starts an event loop for each job."""
    return sum(os.stat(file).st_size for file in files) / _MIB  # noqa: PTH116 - a Path for each file takes longer


def memory(base_mb: int, factor: float = 0, voxel_bytes: float = math.inf) -> Resource:
    """Memory in MiB: `base_mb`, and `factor` times the input, half as much again at each further attempt.

    Args:
        base_mb: What a job takes without any input.
        factor: For files as they mostly are: packed, label maps to a hundredth and less.
        voxel_bytes: At most so many for each voxel of a scan or a label map, which files that are not packed reach.
    """

    def mem_mb(wildcards: Any, input: Iterable[str], attempt: int) -> int:
        size = sum(_at_most(file, factor, voxel_bytes) for file in input) if factor else 0
        return int((base_mb + size) * (1 + 0.5 * (attempt - 1)))

    return mem_mb


def _at_most(file: str, factor: float, voxel_bytes: float) -> float:
    size = size_mb([file])
    if size * _MIB < _LARGE or voxel_bytes == math.inf:
        return factor * size
    return min(factor * size, voxel_bytes * _voxels(file) / _MIB)


@cache
def _voxels(file: str) -> float:
    """How many voxels a volume has; infinitely many where the file is none, or not to be read."""
    from segstudy.volumes.endings import ending_of  # where a file is large
    from segstudy.volumes.nifti import read_header

    try:
        return read_header(file).array.size if ending_of(file) else math.inf
    except StudyError:
        return math.inf


def minutes(base: int, factor: float = 0) -> Resource:
    """Runtime in minutes: `base`, and `factor` for each GB of input, twice as much at each further attempt."""

    def runtime(wildcards: Any, input: Iterable[str], attempt: int) -> int:
        size = size_mb(input) / 1000 if factor else 0
        return max(1, round((base + factor * size) * 2 ** (attempt - 1)))

    return runtime
