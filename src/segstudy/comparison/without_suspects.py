"""What the verdicts would be if the labels that are probably wrong had not been drawn."""

import pandas as pd

from segstudy.comparison.compare import compare
from segstudy.comparison.spec import ComparisonSpec
from segstudy.tables.frames import frame
from segstudy.tables.further_statistics import WITHOUT_SUSPECTS
from segstudy.tables.label_audit import SUSPICIOUS
from segstudy.tables.metrics import all_metric_columns
from segstudy.tables.outcomes import Outcome

KEY = ["metric", "organ", "arm_a", "arm_b"]
BESIDE = ["patients", "difference", "ci_low", "ci_high", "p_holm", "verdict"]


def without_suspects(metrics: pd.DataFrame, audit: pd.DataFrame) -> pd.DataFrame:
    """The metrics as if nobody had drawn the labels that are probably wrong.

    Only these labels are left out, not their cases: a case's other organs say what they said.

    Args:
        metrics: metrics.csv.
        audit: label_audit.csv.
    """
    wrong = audit.loc[audit["score"] >= SUSPICIOUS, ["case", "organ"]]
    suspects = pd.MultiIndex.from_frame(wrong)
    here = pd.MultiIndex.from_frame(metrics[["case", "organ"]]).isin(suspects)
    columns = [column for column in all_metric_columns() if column in metrics]
    result = metrics.copy()
    result.loc[here, columns] = float("nan")
    result.loc[here, "outcome"] = Outcome.NOT_ANNOTATED.value
    return result


def beside(statistics: pd.DataFrame, metrics: pd.DataFrame, audit: pd.DataFrame, spec: ComparisonSpec) -> pd.DataFrame:
    """Every test with all labels, beside the same test without the suspicious ones.

    Nothing is trained again: networks that learned from a wrong label have still learned from it.

    Args:
        statistics: statistics.csv.
        metrics: metrics.csv.
        audit: label_audit.csv.
        spec: the study.

    Returns:
        without_suspects.csv: the tests of the study's arms, in the order of statistics.csv; empty where no label is
        suspicious.
    """
    if not (audit["score"] >= SUSPICIOUS).any():
        return frame(WITHOUT_SUSPECTS)
    without = compare(without_suspects(metrics, audit), spec)
    joined = statistics[[*KEY, *BESIDE]].merge(without[[*KEY, *BESIDE]], on=KEY, suffixes=("", "_without"), how="left")
    joined = joined[joined["patients_without"].notna()]
    joined["changed"] = (joined["verdict"] != joined["verdict_without"]).astype(int)
    return frame(WITHOUT_SUSPECTS, joined)
