"""Holm's step-down correction over a family of tests."""

import numpy as np


def holm(p: np.ndarray) -> np.ndarray:
    """Return the adjusted p of each test of a family (tests,), by Holm 1979.

    NaN stands for a comparison that was not tested: it stays NaN and does not count in the family. Written out, because
    statsmodels collects garbage in each call, which takes longer than all else of a comparison.
    """
    p = np.asarray(p, dtype=float)
    adjusted = np.full_like(p, np.nan)
    tested = np.flatnonzero(~np.isnan(p))
    order = tested[np.argsort(p[tested], kind="stable")]
    factors = np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum(1.0, np.maximum.accumulate(factors * p[order]))
    return adjusted
