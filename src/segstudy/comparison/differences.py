"""Paired differences, free of the noise of adding floats."""

import numpy as np

# Far under what a metric can mean, in its own unit or in mm, and far above the noise of adding floats: values
# that are equal on paper tie, and a constant difference is constant.
DECIMALS = 10


def differences_of(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return second - first, (patients,) each in the same order; what is equal on paper gives 0, never −0."""
    return np.round(np.asarray(second, float) - np.asarray(first, float), DECIMALS) + 0.0
