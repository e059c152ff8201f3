"""What each arm's network was shown, what came of it, and what it cost."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import nan

import numpy as np
import pandas as pd

from segstudy.config.arms import ArmSettings
from segstudy.config.representations import CARTESIAN
from segstudy.config.source_arms import TRUTH
from segstudy.report.inputs import ReportInput
from segstudy.report.learning import interval
from segstudy.report.measured import MEAN, by_case, by_patient

# Below this a segmentation counts as failed, and its index as 0, as in the ISIC 2018 challenge (Codella et al. 2019).
THRESHOLD = 0.65


@dataclass(frozen=True)
class Shown:
    """One arm. Means are over patients, of the mean over organs; NaN where there is none.

    kind: `slices`, or the kind of view. centers: who laid the views, in words; empty for slices. side: of what the
    network sees, in pixels (of the geometric mean of both sides). jaccard: thresholded, 0 where IoU is below 0.65.
    failures: cases and organs, of `measured`, with such an IoU. training, predicting: seconds, the latter of a case,
    with those of the arm that lays the views. memory_mb: peak of a prediction. recipe: the same for arms with the
    same network, training, augmentation and post-processing.
    """

    arm: str
    kind: str
    centers: str
    side: float
    fraction: float
    dice: float
    low: float
    high: float
    jaccard: float
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
        return f"{self.kind}, {self.centers}" if self.centers else self.kind


def kind_of(inputs: ReportInput, arm: ArmSettings) -> str:
    """`slices`, `polar`, `crop`, …"""
    told = inputs.facts.settings.representation(arm)
    return str(told["kind"]) if told else "slices"


def side_of(inputs: ReportInput, arm: ArmSettings) -> float:
    """Pixels a side of what the arm's network sees; NaN where it sees no slices of one size."""
    settings = inputs.facts.settings
    told = settings.representation(arm)
    if told:
        return float(told["size"])
    preparation = settings.preparations.get(arm.preparation)
    return float(np.sqrt(np.prod(preparation.size))) if preparation and preparation.size else nan


def thresholded(iou: pd.Series) -> pd.Series:
    """IoU, and 0 where it is below the threshold."""
    return iou.where(iou >= THRESHOLD, 0.0)


def shown(inputs: ReportInput) -> list[Shown]:
    """Every measured arm, in the study's order."""
    settings, summary = inputs.facts.settings, inputs.summary
    dice = by_patient(inputs, "dice")
    dice = dice[dice["organ"] == MEAN].set_index(["arm", "patient"])["value"].sort_index()
    iou = by_case(inputs, "iou")
    costs = summary.set_index("arm") if "arm" in summary else pd.DataFrame()
    memory, rows = _memory(inputs), []
    by_name = {arm.name: arm for arm in settings.arms}
    for arm in settings.arms:
        if arm.name not in dice.index.get_level_values("arm"):
            continue
        values = dice.loc[arm.name]
        low, high = interval(values.to_numpy(float), inputs.facts.alpha, settings.comparisons.bootstrap, settings.seed)
        own = iou[iou["arm"] == arm.name]
        kept = own.assign(value=thresholded(own["value"])).groupby("patient")["value"].mean()
        cases = int(own["case"].nunique())
        needed = _needed(by_name, arm)
        rows.append(
            Shown(
                arm=arm.name,
                kind=kind_of(inputs, arm),
                centers=_centers(arm),
                side=side_of(inputs, arm),
                fraction=arm.training_fraction,
                dice=float(values.mean()),
                low=low,
                high=high,
                jaccard=float(kept.mean()),
                failures=int((own["value"] < THRESHOLD).sum()),
                measured=len(own),
                gain=_gain(dice, arm.name, inputs.facts.baseline),
                training=sum(_cost(costs, name, "training_seconds") for name in needed),
                predicting=sum(_cost(costs, name, "prediction_seconds") for name in needed) / max(cases, 1),
                memory_mb=max((memory[name] for name in needed if name in memory), default=nan),
                recipe=arm.model_dump_json(include={"model", "training", "tuned", "augmentation", "postprocessing"}),
            )
        )
    return rows


def by_size(rows: list[Shown]) -> dict[str, list[Shown]]:
    """Arms that differ in nothing but the size they see, smallest first; only those at the full fraction.

    They are named by their kind, and where several networks were tried in several sizes, by their first arm too.
    """
    found: dict[tuple[str, str], list[Shown]] = {}
    for row in rows:
        if row.fraction == 1 and row.side == row.side:
            found.setdefault((row.series, row.recipe), []).append(row)
    lines = {key: sorted(own, key=lambda row: row.side) for key, own in found.items()}
    lines = {key: own for key, own in lines.items() if len({row.side for row in own}) > 1}
    kinds = [kind for kind, _ in lines]
    return {kind if kinds.count(kind) == 1 else f"{kind} ({own[0].arm}, …)": own for (kind, _), own in lines.items()}


def _centers(arm: ArmSettings) -> str:
    if arm.representation == CARTESIAN or arm.source_arm is None:
        return ""
    return "laid by the truth" if arm.source_arm == TRUTH else "laid by a prediction"


def _needed(by_name: Mapping[str, ArmSettings], arm: ArmSettings) -> list[str]:
    """The arm, and those without whose predictions it could do nothing."""
    source = by_name.get(arm.source_arm)
    return [arm.name, *(_needed(by_name, source) if source else [])]


def _gain(dice: pd.Series, arm: str, baseline: str) -> float:
    """Mean difference from the baseline, over the patients of both."""
    if baseline not in dice.index.get_level_values("arm"):
        return nan
    return float((dice.loc[arm] - dice.loc[baseline]).dropna().mean())


def _cost(costs: pd.DataFrame, arm: str, column: str) -> float:
    return float(costs.loc[arm, column]) if column in costs and arm in costs.index else nan


def _memory(inputs: ReportInput) -> dict[str, float]:
    """Peak memory of the jobs that predict, by arm; what Snakemake could not sample is left out."""
    jobs = inputs.benchmarks[inputs.benchmarks["rule"].astype(str).str.startswith("predict")]
    folders = jobs["job"].astype(str).str.rpartition("/")[0] if len(jobs) else jobs["job"]
    found = {}
    for arm in inputs.facts.arms:
        own = jobs[folders.isin(arm.inferred)]
        if own["memory_mb"].notna().any():
            found[arm.name] = float(own["memory_mb"].max())
    return found
