"""Every arm against every other, by ranks."""

from itertools import combinations
from math import nan

import numpy as np
import pandas as pd

from segstudy.comparison.attainable import attainable_paired
from segstudy.comparison.differences import differences_of
from segstudy.comparison.effect import matched_rank_biserial
from segstudy.comparison.holm import holm
from segstudy.comparison.ranks import patients_by_arm
from segstudy.comparison.signed_rank import signed_rank
from segstudy.comparison.spec import ComparisonSpec
from segstudy.tables.frames import frame
from segstudy.tables.further_statistics import PAIRS


def compare_pairs(values: pd.DataFrame) -> pd.DataFrame:
    """Test every pair of arms by Wilcoxon's signed-rank test.

    Args:
        values: patients × arms; a pair is tested on the patients of both.

    Returns:
        The columns of pairs.csv but the metric, a row a pair. difference: mean of `arm` less that of `other`. p:
        two-sided, exact where it can be; NaN where there is nobody to test on. p_holm: corrected over all pairs (Holm
        1979). effect: matched-pairs rank-biserial correlation (Kerby 2014), positive where `arm` has the higher
        values. p_attainable: the least p_holm that so many patients can give.
    """
    rows, moved = [], []
    for arm, other in combinations(values.columns, 2):
        both = values[[arm, other]].dropna()
        differences = differences_of(both[other], both[arm])
        moved.append(int(np.count_nonzero(differences)) or len(differences))
        rows.append(
            {
                "arm": arm,
                "other": other,
                "patients": len(differences),
                "difference": float(np.mean(differences)) if len(differences) else nan,
                "p": signed_rank(differences)[1],
                "effect": matched_rank_biserial(differences),
            }
        )
    table = pd.DataFrame(rows)
    table["p_holm"] = holm(table["p"].to_numpy(float))
    tests = int(table["p"].notna().sum())
    # The test drops patients in whom both are equal.
    table["p_attainable"] = [min(1.0, tests * attainable_paired(count)) for count in moved]
    return table


def pair_table(metrics: pd.DataFrame, ranks: pd.DataFrame, spec: ComparisonSpec) -> pd.DataFrame:
    """Test every pair of ranked arms in every metric.

    Args:
        metrics: long form, the columns of metrics.csv.
        ranks: ranks.csv; pairs stand in its order.
        spec: the study.

    Returns:
        pairs.csv.
    """
    tables = []
    for metric, own in ranks.groupby("metric", sort=False):
        values = patients_by_arm(metrics, str(metric), spec)[list(own["arm"])]
        tables.append(compare_pairs(values).assign(metric=metric))
    return frame(PAIRS, pd.concat(tables) if tables else ())
