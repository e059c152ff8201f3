"""Slices that a network can halve as often as it does."""

from torch import Tensor

from segstudy.running.errors import StudyError


def check_divisible(network: str, x: Tensor, step: int, also: str = "") -> None:
    """Check that a network can halve slices as often as it does.

    Args:
        network: Its name for people.
        x: (…, rows, columns).
        step: What rows and columns must be divisible by.
        also: What else than the slices' size could be changed, for the message.

    Raises:
        StudyError: Rows or columns are not divisible by `step`.
    """
    rows, columns = x.shape[-2:]
    if rows % step or columns % step:
        raise StudyError(
            f"{network}: slices of {rows} × {columns} pixels; both must be divisible by {step}: change the "
            f"preparation's `size`{also}"
        )
