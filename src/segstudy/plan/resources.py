"""What a job asks for, as functions of its input and of the attempt."""

import os
from collections.abc import Callable, Iterable
from typing import Any

# (wildcards, input, attempt), as Snakemake calls it.
Resource = Callable[[Any, Iterable[str], int], int]


def size_mb(files: Iterable[str]) -> float:
    """Size of `files` together, in MiB; Snakemake's own way starts an event loop for each job."""
    return sum(os.stat(file).st_size for file in files) / 2**20  # noqa: PTH116 - a Path for each file takes longer


def memory(base_mb: int, factor: float = 0) -> Resource:
    """Memory in MiB: `base_mb`, and `factor` times the input, half as much again at each further attempt."""

    def mem_mb(wildcards: Any, input: Iterable[str], attempt: int) -> int:
        size = size_mb(input) if factor else 0
        return int((base_mb + factor * size) * (1 + 0.5 * (attempt - 1)))

    return mem_mb


def minutes(base: int, factor: float = 0) -> Resource:
    """Runtime in minutes: `base`, and `factor` for each GB of input, twice as much at each further attempt."""

    def runtime(wildcards: Any, input: Iterable[str], attempt: int) -> int:
        size = size_mb(input) / 1000 if factor else 0
        return max(1, round((base + factor * size) * 2 ** (attempt - 1)))

    return runtime
