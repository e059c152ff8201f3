"""What networks might say of a case, made of its correct labels with errors as networks make them."""

from collections.abc import Mapping

import numpy as np
from scipy.ndimage import gaussian_filter, map_coordinates

from segstudy.audit.consensus import signed_distance
from segstudy.volumes.volume import Volume

NETWORKS = 3


def _smooth(generator: np.random.Generator, shape: tuple[int, ...], spacing: np.ndarray, mm: float) -> np.ndarray:
    """Noise that is alike within about `mm`, with a standard deviation of 1."""
    noise = gaussian_filter(generator.standard_normal(shape).astype(np.float32), mm / spacing)
    return noise / noise.std()


def predicted(
    labels: Volume, organs: Mapping[str, int], seed: tuple[int, ...], networks: int = NETWORKS, scale: float = 1.0
) -> list[Volume]:
    """What networks might say of a case, made of its correct labels (axes right, front, head).

    Args:
        labels: The correct label map.
        organs: Label integers by name.
        seed: Of the case.
        networks: How many.
        scale: Of all errors.
    """
    spacing, shape = np.array(labels.spacing), labels.array.shape
    shared = np.random.default_rng([*seed, 0])
    hard = shared.gamma(4.0, 0.25)  # some cases are harder than others, for all networks
    common = [scale * hard * 1.5 * _smooth(shared, shape, spacing, 25) for _ in range(3)]
    grid = np.indices(shape, dtype=np.float32)
    result = []
    values = list(organs.values())
    for number in range(networks):
        own = np.random.default_rng([*seed, 1 + number])
        wander = [scale * _smooth(own, shape, spacing, 20) for _ in range(3)]
        warp = [(a + b) / step for a, b, step in zip(common, wander, spacing, strict=True)]
        bias = np.random.default_rng([number, 99]).normal(0, 0.7 * scale)  # the network's, in all cases
        fields = []
        for value in values:
            true = signed_distance(labels.array == value, labels.spacing)
            border = scale * hard * 1.3 * _smooth(own, shape, spacing, 8)
            fields.append(map_coordinates(true, grid + warp, order=1, mode="nearest") + bias + border)
        best = np.array(values)[np.argmax(fields, axis=0)]
        said = np.where(np.max(fields, axis=0) > 0, best, 0).astype(np.uint8)
        for value in values:
            _ends(said, value, own, scale)
        if own.random() < 0.15 * scale:
            _island(said, own, values, spacing)
        result.append(Volume(said, labels.affine))
    return result


def _ends(said: np.ndarray, value: int, own: np.random.Generator, scale: float) -> None:
    """Miss the last slices of an organ, or go on for one too many."""
    for upper in (True, False):
        present = np.flatnonzero((said == value).any(axis=(0, 1)))
        if len(present) < 4 or own.random() > 0.35 * scale:
            continue
        end = present[-1] if upper else present[0]
        beyond = end + (1 if upper else -1)
        if own.random() < 0.5:
            said[..., end][said[..., end] == value] = 0
        elif 0 <= beyond < said.shape[2]:
            said[..., beyond][(said[..., end] == value) & (said[..., beyond] == 0)] = value


def _island(said: np.ndarray, own: np.random.Generator, values: list[int], spacing: np.ndarray) -> None:
    """A ball of an organ somewhere."""
    center = own.uniform(0.2, 0.8, 3) * said.shape
    away = sum(((axis - c) * s) ** 2 for axis, c, s in zip(np.indices(said.shape), center, spacing, strict=True))
    said[(away < own.uniform(6, 14) ** 2) & (said == 0)] = own.choice(values)
