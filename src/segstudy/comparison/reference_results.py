"""What a publication printed for a study's arms, beside what was measured."""

from itertools import product
from math import nan

import numpy as np
import pandas as pd
from scipy import stats

from segstudy.config.sections.reference_results import ReferenceResults, by_organ
from segstudy.tables.frames import frame
from segstudy.tables.further_statistics import REFERENCE_RESULTS
from segstudy.tables.metrics import all_metric_columns
from segstudy.tables.names import MEAN

FEWEST_RANKED = 3


def reference_result_table(means: pd.DataFrame, reference: ReferenceResults, arms: tuple[str, ...]) -> pd.DataFrame:
    """Set published numbers beside measured ones.

    Args:
        means: means.csv.
        reference: the published numbers.
        arms: the study's arms, in order.

    Returns:
        reference_results.csv: a row for each metric and organ that some row of the publication has, and arm of the
        publication. difference: measured less published. rank_correlation: Spearman's, of the arms in that metric and
        organ, 1 where publication and study put them in the same order; NaN for fewer than three arms, or where
        either side is all the same.
    """
    measured = means.set_index(["metric", "organ", "arm"])["mean"]
    rows = {arm: reference.rows[arm] for arm in arms if arm in reference.rows}
    printed = {(metric, organ) for row in rows.values() for metric, told in row.items() for organ in by_organ(told)}
    known = [MEAN, *sorted({organ for _, organ in printed} - {MEAN})]
    tables = []
    for metric, organ in product(all_metric_columns(), known):
        if (metric, organ) not in printed:
            continue
        published = {arm: by_organ(row.get(metric)).get(organ) for arm, row in rows.items()}
        table = pd.DataFrame({"metric": metric, "organ": organ, "arm": list(published)})
        table["published"] = np.array(list(published.values()), float)
        table["measured"] = [float(measured.get((metric, organ, arm), nan)) for arm in published]
        table["difference"] = table["measured"] - table["published"]
        tables.append(table.assign(rank_correlation=_rank_correlation(table.dropna(subset=["difference"]))))
    return frame(REFERENCE_RESULTS, pd.concat(tables) if tables else ())


def _rank_correlation(table: pd.DataFrame) -> float:
    if len(table) < FEWEST_RANKED or table["published"].nunique() < 2 or table["measured"].nunique() < 2:
        return nan
    return float(stats.spearmanr(table["published"], table["measured"]).statistic)
