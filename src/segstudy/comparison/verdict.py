"""What may be said of one comparison."""

from segstudy.comparison.names import Verdict


def verdict(
    *,
    direction: float,
    higher_is_better: bool,
    p_holm: float,
    p_attainable: float,
    p_holm_attainable: float,
    alpha: float,
) -> Verdict:
    """Judge arm_b from the viewpoint of arm_a.

    Args:
        direction: the sign of the effect that was tested, positive where arm_b's values are higher.
        higher_is_better: the metric's direction.
        p_holm: the adjusted p; NaN where nothing was tested.
        p_attainable: the smallest p that so many patients can give.
        p_holm_attainable: the smallest adjusted p that they can give in this family.
        alpha: the level that an adjusted p must not exceed.

    Returns:
        `too few patients` where no outcome could have been at or under alpha, by the test alone or, when
        nothing was found, after the correction for all the tests of the family: then nothing could have been
        found. Never that there is no difference: at most that none was found.
    """
    if p_attainable > alpha or p_holm != p_holm:
        return "too few patients"
    if p_holm <= alpha:
        return "better" if (direction > 0) == higher_is_better else "worse"
    if p_holm_attainable > alpha:
        return "too few patients"
    return "no difference found"
