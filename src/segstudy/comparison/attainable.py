"""The smallest p that a number of patients can give at all."""

from math import comb


def attainable_paired(patients: int) -> float:
    """Return the smallest two-sided p of `patients` paired differences: 2 / 2**patients.

    It is that of the exact signed-rank test when every patient favors the same arm: one of the 2**n ways to
    choose the signs, and its mirror image. A t-test can print a smaller number only by trusting that the
    differences are normal, which so few patients cannot show; so this bound is held against alpha whichever
    test was taken. 5 patients give 0.0625, 6 give 0.03125.
    """
    return min(1.0, 2 / 2**patients)


def attainable_unpaired(first: int, second: int) -> float:
    """Return the smallest two-sided p of two groups of these sizes: 2 / C(first + second, first).

    It is that of the exact Mann-Whitney U test when every value of one group is above all of the other.
    3 against 3 give 0.1, 4 against 4 give 0.029.
    """
    return min(1.0, 2 / comb(first + second, first))
