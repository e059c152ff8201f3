"""A made-up cohort: correct labels, and what two networks that err a little say."""

from dataclasses import dataclass

import numpy as np
import pytest

from segstudy.volumes.grids.orientation import turned_like
from segstudy.volumes.volume import Volume

SHAPE, SPACING = (44, 40, 20), (3.0, 3.0, 5.0)
ORGANS = {"heart": 1, "aorta": 2, "left_lung": 3, "right_lung": 4}
# center and radii in voxels; the first axis goes to the patient's right
ANATOMY = {
    "left_lung": ((10, 20, 10), (6, 9, 8)),
    "right_lung": ((35, 20, 10), (7, 9, 8)),
    "heart": ((21, 24, 8), (5, 6, 5)),
    "aorta": ((25, 12, 10), (3, 3, 9)),
}
AFFINE = np.diag([*SPACING, 1.0])


def drawn(generator: np.random.Generator, size: float, place: float) -> np.ndarray:
    """A label map whose organs differ from the usual by so many voxels."""
    grid = np.indices(SHAPE)
    array = np.zeros(SHAPE, np.uint8)
    for organ, (center, radii) in ANATOMY.items():
        at = np.add(center, generator.normal(0, place, 3))
        long = np.add(radii, generator.normal(0, size))
        inside = sum(((axis - c) / r) ** 2 for axis, c, r in zip(grid, at, long, strict=True)) <= 1
        array[inside] = ORGANS[organ]
    return array


@dataclass
class Cohort:
    """Label maps, and predictions of two networks, by case."""

    labels: dict[str, np.ndarray]
    predictions: dict[str, list[np.ndarray]]

    def volumes(self, case: str, array: np.ndarray | None = None, like: str = "RAS") -> tuple[Volume, list[Volume]]:
        """A case's label map, or `array` in its place, and its predictions, stored with other axes."""
        signs = {"RAS": (1, 1, 1), "LPS": (-1, -1, 1)}[like]
        turn = np.diag([*signs, 1.0])
        label = Volume(self.labels[case] if array is None else array, AFFINE)
        others = [Volume(each, AFFINE) for each in self.predictions[case]]
        return turned_like(label, turn), [turned_like(each, turn) for each in others]


@pytest.fixture(scope="session")
def cohort() -> Cohort:
    made = Cohort({}, {})
    for number in range(9):
        case = f"Patient_{number + 1:02d}"
        made.labels[case] = drawn(np.random.default_rng([number, 0]), 0.5, 1.5)
        # a network's organs differ from the correct ones by its own random numbers on top of the case's
        made.predictions[case] = [
            _predicted(made.labels[case], np.random.default_rng([number, 1 + own])) for own in (0, 1)
        ]
    return made


def _predicted(labels: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """The label map with each organ a little worn or grown at random places of its border."""
    result = labels.copy()
    near = np.zeros(labels.shape, bool)
    for axis in range(3):
        for step in (-1, 1):
            moved = np.roll(labels, step, axis)
            near |= (moved != labels) & (generator.random(labels.shape) < 0.2)
            result = np.where(near & (labels == 0), moved, result)
    return np.where(near & (labels > 0) & (generator.random(labels.shape) < 0.3), 0, result).astype(np.uint8)
