"""What it costs to test many comparisons at once."""

from scipy.stats import norm


def times_as_many_patients(tests: int, alpha: float, power: float = 0.8) -> float:
    """How many times as many patients a difference takes in a family of `tests` as in a test by itself.

    At the first step of Holm's method, where p must be at most alpha / tests. The patients that a two-sided test of
    normal values needs go with the square of the sum of the normal quantiles of its level and its power (Noether 1987).
    """
    alone, together = (norm.isf(level / 2) + norm.ppf(power) for level in (alpha, alpha / tests))
    return float((together / alone) ** 2)
