"""How probable it is that a label is wrong, given the evidence against it."""

import numpy as np

# One label in so many is wrong, before anybody looked.
PRIOR = 0.05
# Log of how much more often wrong labels than right ones have such evidence: a straight line in the log of the
# evidence. Fitted by `benchmarks/planted_labels.py --fit` to faults planted in labels of cohorts that its figures are
# not taken from.
AT_ONE, SLOPE = -16.1, 10.55
# Beyond it the few planted faults say nothing.
MOST = 6.0


def probability(evidence: np.ndarray | float) -> np.ndarray:
    """The posterior probability that a label is wrong.

    Args:
        evidence: Of all checks together, in robust standard deviations.
    """
    ratio = np.clip(AT_ONE + SLOPE * np.log(np.maximum(evidence, 0.1)), -MOST, MOST)
    odds = np.log(PRIOR / (1 - PRIOR)) + ratio
    return 1 / (1 + np.exp(-odds))
