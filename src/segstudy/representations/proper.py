"""Probabilities that sum to 1."""

import numpy as np


def proper(probabilities: np.ndarray) -> np.ndarray:
    """What is missing to 1 in every pixel becomes background, class 0 of (classes, rows, columns); in place."""
    probabilities[0] += np.maximum(1 - probabilities.sum(axis=0), 0)
    return probabilities


def decided(mean: np.ndarray, classes: np.ndarray) -> np.ndarray:
    """`mean` (classes, rows, columns) where its largest is what `classes`, (rows, columns), says; elsewhere 1 for that.

    So what reads the largest probability, or interpolates first, finds the decision with its soft borders. In place.
    """
    other = mean.argmax(axis=0) != classes
    mean[:, other] = classes[other] == np.arange(len(mean))[:, None]
    return mean
