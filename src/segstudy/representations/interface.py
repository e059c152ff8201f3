"""What a representation of slices must be able to do.

One network finds roughly where, a hand-made function (`parameters`) turns that into transforms, one for each object, a
second network segments the transformed slices, and the results are brought back and fused. Slices are
(rows, columns); a representation shows each object as an image of (size, size).
"""

from collections.abc import Sequence
from typing import Protocol, TypeVar

import numpy as np

P = TypeVar("P")


class Representation(Protocol[P]):
    """A family of transforms of a slice; `P` is what one of them is described by."""

    size: int

    def parameters(self, classes: np.ndarray) -> list[P]:
        """One transform for each object (connected component of an organ) in `classes`, uint8 (rows, columns)."""

    def whole(self, shape: tuple[int, int]) -> P:
        """The transform of a slice of `shape` in which there is no object."""

    def noisy(self, parameters: P, shape: tuple[int, int], rng: np.random.Generator) -> P:
        """The same with the noise of training, drawn from `rng`; what is drawn can be applied again and again."""

    def image(self, image: np.ndarray, parameters: P, fill: float) -> np.ndarray:
        """A slice, float32 (rows, columns), as the network sees it: (size, size), linearly; `fill` outside it."""

    def label(self, label: np.ndarray, parameters: P) -> np.ndarray:
        """Its class indices, uint8, on the same pixels, by fractions; background outside the slice."""

    def inverse(self, probabilities: np.ndarray, parameters: P, shape: tuple[int, int]) -> np.ndarray:
        """Probabilities (classes, size, size) on the slice of `shape`: float32 (classes, rows, columns), linearly.

        They sum to 1 everywhere; what the image does not show is background.
        """

    def fuse(self, views: Sequence[np.ndarray], parameters: Sequence[P]) -> np.ndarray:
        """One answer from several objects' results, each as `inverse` gives it, with the transforms that showed them.

        Args:
            views: One or more.
            parameters: As many.

        Returns:
            float32 (classes, rows, columns), of which the largest is the answer.
        """
