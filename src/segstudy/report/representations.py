"""How samples were shown to each arm's network, what came of it, and what it cost."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import nan

import numpy as np
import pandas as pd

from segstudy.config.sections.arms import ArmSettings
from segstudy.config.sections.representations import CARTESIAN
from segstudy.config.sections.source_arms import TRUTH
from segstudy.report.inputs import ReportInput
from segstudy.report.metric_values import by_case, means
from segstudy.tables.names import MEAN
from segstudy.tables.patients import by_case as patients_by_case
from segstudy.tables.patients import by_patient


@dataclass(frozen=True)
class ArmRepresentation:
    """One arm. Means are over patients, of the mean over organs; NaN where there is none.

    Attributes:
        arm: its name.
        kind: `slices`, or the kind of representation.
        source: what placed the regions of interest, in words; empty for slices.
        side: of what the network sees, in pixels (of the geometric mean of both sides).
        fraction: its share of the training patients.
        dice: mean Dice.
        low: the lower end of its interval.
        high: the upper end.
        jaccard: thresholded Jaccard index.
        jaccard_sd: its spread over patients.
        jaccard_low: the lower end of its interval.
        jaccard_high: the upper end.
        jaccard_p: of its paired test against the baseline, corrected over all arms; NaN where there is none.
        recall: mean recall; NaN where it was not measured.
        failures: cases and organs, of `measured`, whose IoU is below the threshold.
        measured: cases and organs.
        gain: mean difference in Dice from the baseline.
        training: seconds, with those of the region-of-interest source.
        predicting: seconds of a case, likewise.
        memory_mb: peak of a prediction.
        recipe: the same for arms with the same network, training, augmentation and post-processing.
    """

    arm: str
    kind: str
    source: str
    side: float
    fraction: float
    dice: float
    low: float
    high: float
    jaccard: float
    jaccard_sd: float
    jaccard_low: float
    jaccard_high: float
    jaccard_p: float
    recall: float
    failures: int
    measured: int
    gain: float
    training: float
    predicting: float
    memory_mb: float
    recipe: str

    @property
    def series(self) -> str:
        """What arms of several sizes have in common, for a line of a figure."""
        return f"{self.kind}, {self.source}" if self.source else self.kind


def kind_of(inputs: ReportInput, arm: ArmSettings) -> str:
    """The kind of the arm's representation: `slices`, `polar`, `crop`."""
    representation = inputs.facts.settings.representation_settings(arm)
    return representation.kind if representation else "slices"


def side_of(inputs: ReportInput, arm: ArmSettings) -> float:
    """Pixels a side of what the arm's network sees; NaN where it sees no slices of one size."""
    settings = inputs.facts.settings
    representation = settings.representation_settings(arm)
    if representation:
        return float(representation.size)
    preparation = settings.preparations.get(arm.preparation or "")
    return float(np.sqrt(np.prod(preparation.size))) if preparation and preparation.size else nan


def arm_representations(inputs: ReportInput) -> list[ArmRepresentation]:
    """Every measured arm, in the study's order."""
    settings, summary = inputs.facts.settings, inputs.summary
    dice, table = means(inputs, "dice"), inputs.further.representations.set_index("arm")
    costs = summary.set_index("arm") if "arm" in summary else pd.DataFrame()
    memory, rows = _memory(inputs), []
    by_name = {arm.name: arm for arm in settings.arms}
    recalls = _recalls(inputs)
    cases = by_case(inputs, "iou").groupby("arm")["case"].nunique()
    for arm in settings.arms:
        if arm.name not in table.index:
            continue
        mean, own, needed = dice.loc[(arm.name, MEAN)], table.loc[arm.name], _needed(by_name, arm)
        rows.append(
            ArmRepresentation(
                arm=arm.name,
                kind=kind_of(inputs, arm),
                source=_source(arm),
                side=side_of(inputs, arm),
                fraction=arm.training_fraction,
                dice=float(mean["mean"]),
                low=float(mean["ci_low"]),
                high=float(mean["ci_high"]),
                jaccard=float(own["jaccard"]),
                jaccard_sd=float(own["jaccard_sd"]),
                jaccard_low=float(own["jaccard_ci_low"]),
                jaccard_high=float(own["jaccard_ci_high"]),
                jaccard_p=float(own["p_holm"]),
                recall=recalls.get(arm.name, nan),
                failures=int(own["failures"]),
                measured=int(own["measurements"]),
                gain=float(own["gain"]),
                training=sum(_cost(costs, name, "training_seconds") for name in needed),
                predicting=sum(_cost(costs, name, "prediction_seconds") for name in needed)
                / max(cases.get(arm.name, 0), 1),
                memory_mb=max((memory[name] for name in needed if name in memory), default=nan),
                recipe=arm.model_dump_json(include={"model", "training", "tuned", "augmentation", "postprocessing"}),
            )
        )
    return rows


def _recalls(inputs: ReportInput) -> dict[str, float]:
    """Mean recall of each arm over patients, of the mean over organs; empty where it was not measured."""
    if "recall" not in inputs.metrics:
        return {}
    values = by_patient(patients_by_case(inputs.metrics, inputs.patients, "recall"), MEAN)
    return {str(arm): float(mean) for arm, mean in values.groupby("arm").mean().items()}


def by_size(rows: list[ArmRepresentation]) -> dict[str, list[ArmRepresentation]]:
    """Arms that differ in nothing but the size they see, smallest first; only those at the full fraction.

    They are named by their kind, and where several networks were tried in several sizes, by their first arm too.
    """
    groups: dict[tuple[str, str], list[ArmRepresentation]] = {}
    for row in rows:
        if row.fraction == 1 and row.side == row.side:
            groups.setdefault((row.series, row.recipe), []).append(row)
    lines = {key: sorted(own, key=lambda row: row.side) for key, own in groups.items()}
    lines = {key: own for key, own in lines.items() if len({row.side for row in own}) > 1}
    kinds = [kind for kind, _ in lines]
    return {kind if kinds.count(kind) == 1 else f"{kind} ({own[0].arm}, …)": own for (kind, _), own in lines.items()}


def _source(arm: ArmSettings) -> str:
    if arm.representation == CARTESIAN or arm.source_arm is None:
        return ""
    return "placed by the truth" if arm.source_arm == TRUTH else "placed by a prediction"


def _needed(by_name: Mapping[str, ArmSettings], arm: ArmSettings) -> list[str]:
    """The arm, and those without whose predictions it could do nothing."""
    source = by_name.get(arm.source_arm or "")
    return [arm.name, *(_needed(by_name, source) if source else [])]


def _cost(costs: pd.DataFrame, arm: str, column: str) -> float:
    return float(costs.loc[arm, column]) if column in costs and arm in costs.index else nan


def _memory(inputs: ReportInput) -> dict[str, float]:
    """Peak memory of the jobs that predict, by arm; what Snakemake could not sample is left out."""
    jobs = inputs.benchmarks[inputs.benchmarks["rule"].astype(str).str.startswith("predict")]
    folders = jobs["job"].astype(str).str.rpartition("/")[0] if len(jobs) else jobs["job"]
    peaks = {}
    for arm in inputs.facts.arms:
        own = jobs[folders.isin(arm.inferred)]
        if own["memory_mb"].notna().any():
            peaks[arm.name] = float(own["memory_mb"].max())
    return peaks
