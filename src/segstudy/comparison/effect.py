"""How large a difference is, beside how sure it is. Positive where the second arm's values are higher."""

import numpy as np
from scipy.stats import rankdata


def cohen_dz(differences: np.ndarray) -> float:
    """Return the mean of paired differences (patients,) over their standard deviation (n - 1).

    Cohen 1988, section 2.3.5; it stands beside the paired t-test.
    """
    return float(np.mean(differences) / np.std(differences, ddof=1))


def cohen_d(first: np.ndarray, second: np.ndarray) -> float:
    """Return the difference of two groups' means over their pooled standard deviation (n - 1).

    Cohen 1988, section 2.2; it stands beside the unpaired t-test.
    """
    squares = sum(float(np.sum((group - group.mean()) ** 2)) for group in (first, second))
    pooled = np.sqrt(squares / (len(first) + len(second) - 2))
    return float((second.mean() - first.mean()) / pooled)


def matched_rank_biserial(differences: np.ndarray) -> float:
    """Return the share of the rank sum that is positive, less the share that is negative, in [-1, 1].

    The matched-pairs rank-biserial correlation (Kerby 2014), beside Wilcoxon's signed-rank test; zero
    differences are dropped there and here. 0 where all differences are zero.
    """
    kept = differences[differences != 0]
    if kept.size == 0:
        return 0.0
    ranks = rankdata(np.abs(kept))
    return float(np.sum(np.sign(kept) * ranks) / np.sum(ranks))


def rank_biserial(first: np.ndarray, second: np.ndarray) -> float:
    """Return how many pairs favor the second group less how many favor the first, over all, in [-1, 1].

    The rank-biserial correlation 2 U / (n m) - 1 of the second group's U (Wendt 1972, Kerby 2014), beside the
    Mann-Whitney U test.
    """
    return float(np.mean(np.sign(second[:, None] - first[None, :])))
