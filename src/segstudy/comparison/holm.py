"""Holm's step-down correction over a family of tests."""

import numpy as np
from statsmodels.stats.multitest import multipletests


def holm(p: np.ndarray) -> np.ndarray:
    """Return the adjusted p of each test of a family (tests,), by Holm 1979.

    NaN stands for a comparison that was not tested: it stays NaN and does not count in the family.
    """
    p = np.asarray(p, dtype=float)
    adjusted = np.full_like(p, np.nan)
    tested = ~np.isnan(p)
    if tested.any():
        adjusted[tested] = multipletests(p[tested], method="holm")[1]
    return adjusted
