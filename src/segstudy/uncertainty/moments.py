"""Mean and spread of several predictions of one case, without keeping them."""

import numpy as np
from scipy.special import xlogy

BLOCK = 8  # slices worked on at a time, which bounds what is needed on top


class RunningMoments:
    """Welford's running mean and sum of squared deviations (1962, Technometrics 4:419), over passes.

    All but the mean has no axis of classes, so that all passes together take the memory of one prediction and two maps.

    Attributes:
        passes: How many were begun.
        mean: Of the class probabilities, float32 (classes, slices, rows, columns).
    """

    def __init__(self, classes: int, shape: tuple[int, int, int]):
        self.passes = 0
        self.mean = np.zeros((classes, *shape), np.float32)
        self._squares = np.zeros(shape, np.float32)
        self._entropy = np.zeros(shape, np.float32)

    def begin(self) -> None:
        """What is added from now on belongs to another pass, which must cover every slice once."""
        self.passes += 1

    def add(self, which: slice, probabilities: np.ndarray) -> None:
        """Take in a slab of one pass.

        Args:
            which: Its slices.
            probabilities: (classes, slices of `which`, rows, columns), 1 in sum.
        """
        for start in range(which.start, which.stop, BLOCK):
            part = slice(start, min(start + BLOCK, which.stop))
            new = probabilities[:, part.start - which.start : part.stop - which.start]
            mean = self.mean[:, part]
            change = new - mean
            mean += change / np.float32(self.passes)
            self._squares[part] += (change * (new - mean)).sum(axis=0)
            self._entropy[part] += (entropy(new) - self._entropy[part]) / np.float32(self.passes)

    @property
    def variance(self) -> np.ndarray:
        """Between passes (their number is the divisor), half the sum over classes: float32 (slices, rows, columns).

        Of background and one organ, this is the variance of the organ's probability.
        """
        return self._squares / np.float32(2 * self.passes)

    @property
    def mean_entropy(self) -> np.ndarray:
        """Mean over passes of the entropy of each, in nats: what noise in the data leaves open."""
        return self._entropy


def entropy(probabilities: np.ndarray) -> np.ndarray:
    """Of probabilities along the first axis, in nats."""
    return -xlogy(probabilities, probabilities).sum(axis=0)
