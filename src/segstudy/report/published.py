"""What a publication printed for this study's arms, beside what was measured here."""

import pandas as pd

from segstudy.config.sections.words import plural
from segstudy.report.cohort import cohort
from segstudy.report.inputs import ReportInput
from segstudy.report.numbers import fixed, is_number
from segstudy.tables.metrics import metric_of
from segstudy.tables.names import MEAN


def same_order(rows: pd.DataFrame, metric: str = "dice") -> str:
    """How far publication and study put the arms in the same order, in words; empty for fewer than three arms.

    Args:
        rows: reference_results.csv.
        metric: by which arms are put in order.
    """
    own = rows[(rows["metric"] == metric) & (rows["organ"] == MEAN) & rows["difference"].notna()]
    if not len(own) or not is_number(own["rank_correlation"].iloc[0]):
        return ""
    return (
        f"Put in order by mean {metric_of(metric).label}, the {len(own)} arms stand as in the publication with a rank "
        f"correlation of {fixed(own['rank_correlation'].iloc[0], 2)} (Spearman; 1 is the same order, 0 none, −1 the "
        "reverse)."
    )


def differing(inputs: ReportInput, metrics: list[str]) -> list[str]:
    """What this study does that its publication may not have done, in sentences."""
    facts, settings = inputs.facts, inputs.facts.settings
    said = []
    if facts.is_phantom:
        said.append(
            "These scans are phantoms, made by a program: no number here can be compared with one of patients, and a "
            "difference says nothing about either. The table shows that the comparison works."
        )
    patients = inputs.used["patient"].nunique()
    said.append(
        f"Here every number is a mean over {plural(patients, 'patient')}, each predicted by networks that saw no "
        f"scan of it ({plural(cohort(inputs).folds, 'fold')}). A publication with one split, or tuned on the cases it "
        "reports, is not of the same kind."
    )
    if settings.correction and settings.correction.reference:
        said.append(
            f"The {settings.correction.organ}’s labels were corrected here, for training and for measuring; where the "
            "publication corrected them otherwise, its reference is another one."
        )
    said.append(
        "An organ that was missed counts here with Dice 0 and distances as long as the scan’s diagonal. Left out, as "
        "many tools do, it makes the mean look better."
    )
    said += [caveat for metric in metrics if (caveat := metric_of(metric).caveat)]
    return said
