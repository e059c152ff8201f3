"""What a publication printed for this study's arms, beside what was measured here."""

from dataclasses import dataclass

from scipy import stats

from segstudy.report.inputs import ReportInput
from segstudy.report.measured import MEAN, means
from segstudy.report.numbers import fixed, plural

METRICS = ("dice", "dice_2d", "hd95_mm", "assd_mm")
FEWEST_RANKED = 3


@dataclass(frozen=True)
class Beside:
    """One arm's number as published and as measured; None where there is none."""

    published: float | None
    measured: float | None

    @property
    def difference(self) -> float | None:
        """Measured less published."""
        return None if self.published is None or self.measured is None else self.measured - self.published


def beside(inputs: ReportInput) -> dict[str, dict[str, Beside]]:
    """By arm (in the study's order) and metric; only metrics that some row of the publication has."""
    told = inputs.facts.settings.reference_results
    if told is None:
        return {}
    metrics = [metric for metric in METRICS if any(getattr(row, metric) is not None for row in told.rows.values())]
    tables = {metric: means(inputs, metric)["mean"] for metric in metrics}
    found = {}
    for arm in inputs.arm_names:
        if arm in told.rows:
            found[arm] = {
                metric: Beside(
                    getattr(told.rows[arm], metric),
                    float(tables[metric][arm, MEAN]) if (arm, MEAN) in tables[metric].index else None,
                )
                for metric in metrics
            }
    return found


def same_order(rows: dict[str, dict[str, Beside]], metric: str = "dice") -> str:
    """How far publication and study put the arms in the same order, in words; empty for fewer than three arms."""
    both = [row[metric] for row in rows.values() if metric in row and row[metric].difference is not None]
    published, measured = ([getattr(one, side) for one in both] for side in ("published", "measured"))
    if len(both) < FEWEST_RANKED or len(set(published)) < 2 or len(set(measured)) < 2:
        return ""
    rho = float(stats.spearmanr(published, measured).statistic)
    return (
        f"Put in order by mean Dice, the {len(both)} arms stand as in the publication with a rank correlation of "
        f"{fixed(rho, 2)} (Spearman; 1 is the same order, 0 none, −1 the reverse)."
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
        f"scan of it ({settings.folds.count} folds). A publication with one split, or tuned on the cases it reports, "
        "is not of the same kind."
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
    if "hd95_mm" in metrics:
        said.append(
            "HD95 is here the larger of the two directed 95th percentiles, in mm. That of both pooled, or the mean of "
            "the two, is never larger and mostly smaller; a value in voxels is another quantity."
        )
    if "assd_mm" in metrics:
        said.append("ASSD pools the distances of both surfaces; the mean of the two directed means differs from it.")
    if "dice_2d" in metrics:
        said.append(
            "2D Dice is over slices where either side holds the organ. Counting empty slices as 1 raises it much."
        )
    return said
