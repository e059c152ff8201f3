"""From the values of mask files to label integers."""

from collections.abc import Mapping, Sequence

import numpy as np

from segstudy.cases.checks.source import UnusableError
from segstudy.cases.images.read import is_jpeg, read_mask

WHITE = 255


def read_masks(paths: Sequence[str], values: str, organs: Mapping[str, int]) -> np.ndarray:
    """Label integers of one image's mask files joined.

    Args:
        paths: One file or more.
        values: `instances`, `binary` or `classes` (see segstudy.config.sections.images).
        organs: Label integer by organ.

    Returns:
        uint8 or uint16, (rows, columns).

    Raises:
        UnusableError: Where a file cannot be used, or values cannot mean what they are said to.
    """
    if values == "classes":
        if len(paths) > 1:
            raise UnusableError(f"{len(paths)} files, but masks of `classes` are one; name one file by `mask`")
        _refuse_jpeg(paths[0], "classes")
        mask = read_mask(paths[0]).astype(np.uint16)
        white = len(organs) == 1 and WHITE not in organs.values() and mask.max() == WHITE
        # black and white means the one organ there is, whatever its integer
        return (mask > 0) * np.uint16(next(iter(organs.values()))) if white and _is_black_and_white(mask) else mask
    joined = _foreground(paths[0], values)
    for path in paths[1:]:
        foreground = _foreground(path, values)
        if foreground.shape != joined.shape:
            raise UnusableError(f"its {len(paths)} files differ in size; save them all as large as the image")
        joined = joined | foreground
    return joined * np.uint8(next(iter(organs.values())))


def _is_black_and_white(mask: np.ndarray) -> bool:
    return bool(((mask == 0) | (mask == WHITE)).all())


def _foreground(path: str, values: str) -> np.ndarray:
    mask = read_mask(path)
    if values == "instances":
        _refuse_jpeg(path, "instances")
        return mask > 0
    if mask.dtype == bool:
        return mask
    half = np.iinfo(mask.dtype).max // 2
    if 0 < mask.max() <= half and not is_jpeg(path):
        raise UnusableError(
            f"its largest value is {mask.max()}, so nothing is above half ({half}); are they numbers of objects? Then "
            "say `data.images.values: instances`"
        )
    return mask > half


def _refuse_jpeg(path: str, values: str) -> None:
    if is_jpeg(path):
        raise UnusableError(
            f"is a JPEG, whose values are not exact, so they cannot be {values}; save it as PNG, or say "
            "`data.images.values: binary`"
        )
