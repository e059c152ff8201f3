"""Whether the best arm is the best: it against the second best."""

from collections.abc import Sequence

import pandas as pd

from segstudy.comparison.differences import DECIMALS
from segstudy.tables.metrics import metric_of
from segstudy.tables.patients import by_patient


def runner_up_and_winner(
    cells: pd.DataFrame, arms: Sequence[str], organ: str, metric: str = "dice"
) -> tuple[str, str] | None:
    """Return (second best, best) by mean over patients; None where fewer than two arms have a value.

    The pair is chosen by the data it is then tested on, and still needs one two-sided test at alpha, with no
    correction for the other arms: where the winner is not truly the best, it won by chance over an arm at least
    as good, and the second best is at least as hard to beat as that one (Gutmann and Maymin 1987, Annals of
    Statistics 15:456; Hung and Fithian 2019, Annals of Statistics 47:758, who prove it for independent arms; for
    arms that share their patients it is simulated in the tests). So this test is a family of its own: it neither
    pays for the comparisons with the baseline, nor makes them pay. It says that the winner is best, and nothing
    of the order below it.

    Args:
        cells: values by (patient, case, organ), a column an arm.
        arms: names, in the order of the config; of equal arms the first is the better.
        organ: an organ, or `mean`.
        metric: the metric whose values they are, which ranks the arms.
    """
    means = {arm: round(float(by_patient(cells[arm], organ).mean()), DECIMALS) for arm in arms}
    known = [arm for arm in arms if means[arm] == means[arm]]
    if len(known) < 2:
        return None
    sign = -1 if metric_of(metric).higher_is_better else 1
    best, second = sorted(known, key=lambda arm: sign * means[arm])[:2]
    return second, best
