"""Matrices of movements, from offsets before to offsets after, about the center."""

from collections.abc import Sequence

import numpy as np


def turned(degrees: float, tilts: Sequence[float], axes: int) -> np.ndarray:
    """(axes, axes): a turn of rows towards columns, then of slices towards rows and towards columns."""
    rows, columns = axes - 2, axes - 1
    matrix = _turn(degrees, rows, columns, axes)
    if axes == 3:
        matrix = _turn(tilts[1], 0, 2, axes) @ _turn(tilts[0], 0, 1, axes) @ matrix
    return matrix


def _turn(degrees: float, one: int, other: int, axes: int) -> np.ndarray:
    angle, matrix = np.deg2rad(degrees), np.eye(axes)
    matrix[one, one] = matrix[other, other] = np.cos(angle)
    matrix[one, other], matrix[other, one] = -np.sin(angle), np.sin(angle)
    return matrix


def moved(matrix: np.ndarray, shift: Sequence[float] | None = None) -> np.ndarray:
    """(axes, axes + 1): a matrix, then a shift."""
    return np.column_stack([matrix, np.zeros(len(matrix)) if shift is None else np.asarray(shift)])
