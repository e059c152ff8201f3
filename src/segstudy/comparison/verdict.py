"""What may be said of one comparison."""

from dataclasses import dataclass

from segstudy.tables.statistics import MEANS, Verdict


@dataclass(frozen=True)
class Evidence:
    """What a comparison gave, after the correction for all the tests of its family; sides are seen from arm_a.

    Attributes:
        tested: the quantity that its test speaks of.
        p: of the test; NaN where nothing was tested.
        p_mean: of the mean's own test, corrected over the family likewise.
        p_equivalent: that the mean lies within the study's margin; NaN without one.
        mean_side: 1 where the interval of the mean difference lies above zero, −1 where below, else 0.
        ranks_side: the same of the interval of the ranks' own estimate.
        ranks_lean: 1 where the ranks favor higher values of arm_b at all, −1 where lower.
        p_attainable: the smallest p that so many patients can give.
        p_holm_attainable: the smallest corrected p that they can give in this family.
        differ: whether the arms differ in any patient.
        enough: whether so many patients could have shown a difference in one rank test, had all of them differed.
    """

    tested: str
    p: float
    p_mean: float
    p_equivalent: float
    mean_side: int
    ranks_side: int
    ranks_lean: int
    p_attainable: float
    p_holm_attainable: float
    differ: bool = True
    enough: bool = True


def verdict(evidence: Evidence, higher_is_better: bool, alpha: float) -> Verdict:
    """Judge arm_b from the viewpoint of arm_a.

    - `equivalent`: the study set a margin, and the mean difference lies within it.
    - `too few patients`: no outcome could have been at or under alpha, by the test alone or, where nothing was found,
      after the correction for the family: nothing could have been found. Never that there is no difference.
    - `better`, `worse`: of a test of means, the mean; of a rank test, most patients **and** the mean, each by its own
      test.
    - `mixed`: the ranks and the mean do not say the same, so that nobody is crowned.
    """
    if evidence.p_equivalent <= alpha and evidence.enough:
        return "equivalent"
    if evidence.p != evidence.p:
        return "too few patients"
    if not evidence.differ:
        return "no difference found" if evidence.enough else "too few patients"
    if evidence.p_attainable > alpha:
        return "too few patients"
    mean = evidence.mean_side if evidence.p_mean <= alpha else 0
    if evidence.tested == MEANS:
        return _of_means(mean, evidence.ranks_lean, higher_is_better)
    ranks = evidence.ranks_side if evidence.p <= alpha else 0
    if ranks:
        return _side(ranks, higher_is_better) if ranks == mean else "mixed"
    if evidence.p_holm_attainable > alpha:
        return "too few patients"
    return "mixed" if mean else "no difference found"


def _of_means(mean: int, ranks_lean: int, higher_is_better: bool) -> Verdict:
    if not mean:
        return "no difference found"
    return "mixed" if mean * ranks_lean < 0 else _side(mean, higher_is_better)


def _side(side: int, higher_is_better: bool) -> Verdict:
    return "better" if (side > 0) == higher_is_better else "worse"


def published_verdict(
    *, direction: float, higher_is_better: bool, p: float, p_attainable: float, p_bound: float, alpha: float
) -> Verdict:
    """Judge as publications do: by one p as it is, whatever its test speaks of.

    Args:
        direction: the sign of the effect that was tested, positive where arm_b's values are higher.
        higher_is_better: the metric's direction.
        p: NaN where nothing was tested.
        p_attainable: the smallest p that so many patients can give in a rank test.
        p_bound: the smallest p that this test can give.
        alpha: the level that p must not exceed.
    """
    if p_attainable > alpha or p != p:
        return "too few patients"
    if p <= alpha:
        return _side(1 if direction > 0 else -1, higher_is_better)
    return "too few patients" if p_bound > alpha else "no difference found"


def side_of(low: float, high: float) -> int:
    """1 where an interval lies above zero, −1 where below, else 0."""
    return 1 if low > 0 else -1 if high < 0 else 0
