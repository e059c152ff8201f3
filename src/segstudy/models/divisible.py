"""Slices that a network can halve as often as it does."""

from torch import Tensor

from segstudy.errors import StudyError


def check_divisible(network: str, x: Tensor, step: int, also: str = "") -> None:
    """Raises StudyError where rows or columns of (…, rows, columns) are not divisible by `step`.

    network: its name for people. also: what else than the slices' size could be changed.
    """
    rows, columns = x.shape[-2:]
    if rows % step or columns % step:
        raise StudyError(
            f"{network}: slices of {rows} × {columns} pixels; both must be divisible by {step}: change the "
            f"preparation's `size`{also}"
        )
