"""From the values of mask files to label integers."""

from collections.abc import Mapping, Sequence

import numpy as np

from segstudy.cases.checks.source import UnusableError
from segstudy.cases.pictures.read import is_jpeg, read_mask


def read_masks(paths: Sequence[str], values: str, organs: Mapping[str, int]) -> np.ndarray:
    """Label integers (rows, columns), uint8 or uint16, of one picture's mask files joined.

    values: `instances`, `binary` or `classes` (see segstudy.config.pictures). organs: label integer by organ.
    Raises UnusableError where a file cannot be used, or values cannot mean what they are said to.
    """
    if values == "classes":
        if len(paths) > 1:
            raise UnusableError(f"{len(paths)} files, but masks of `classes` are one; name one file by `mask`")
        _not_jpeg(paths[0], "classes")
        return read_mask(paths[0]).astype(np.uint16)
    joined: np.ndarray | None = None
    for path in paths:
        held = _foreground(path, values)
        if joined is not None and held.shape != joined.shape:
            raise UnusableError(f"its {len(paths)} files differ in size; save them all as large as the picture")
        joined = held if joined is None else joined | held
    return joined * np.uint8(next(iter(organs.values())))


def _foreground(path: str, values: str) -> np.ndarray:
    held = read_mask(path)
    if values == "instances":
        _not_jpeg(path, "instances")
        return held > 0
    if held.dtype == bool:
        return held
    half = np.iinfo(held.dtype).max // 2
    if 0 < held.max() <= half and not is_jpeg(path):
        raise UnusableError(
            f"its largest value is {held.max()}, so nothing is above half ({half}); are they numbers of objects? Then "
            "say `data.images.values: instances`"
        )
    return held > half


def _not_jpeg(path: str, values: str) -> None:
    if is_jpeg(path):
        raise UnusableError(
            f"is a JPEG, whose values are not exact, so they cannot be {values}; save it as PNG, or say "
            "`data.images.values: binary`"
        )
