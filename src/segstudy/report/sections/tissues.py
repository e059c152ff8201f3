"""How well the volume of a tissue within an organ is found, patient by patient."""

from typing import Any

import pandas as pd
from scipy import stats

from segstudy.report.agreement import FEWEST, agreement
from segstudy.report.environment import render
from segstudy.report.figures.bland_altman import bland_altman
from segstudy.report.inputs import ReportInput
from segstudy.report.section import Section

VALUES = ["reference_ml", "predicted_ml", "dice"]


def tissues(inputs: ReportInput) -> Section | None:
    """None where no tissue was measured. Seeds are averaged first, then a patient's cases."""
    table = inputs.tissues
    if table is None or not len(table):
        return None
    by_case = table.groupby(["arm", "tissue", "case"], as_index=False)[VALUES].mean()
    by_case["patient"] = [inputs.patients.get(case, case) for case in by_case["case"]]
    patients = by_case.groupby(["arm", "tissue", "patient"], as_index=False)[VALUES].mean()
    settings = inputs.facts.settings.tissues
    groups = []
    for place, (name, told) in enumerate(settings.items()):
        own = patients[patients["tissue"] == name]
        off = own["predicted_ml"] - own["reference_ml"]
        limit = 1.5 * float(off.abs().max()) or 1.0
        rows = [
            _row(own[own["arm"] == arm], arm, f"tissue-{place}-{number}", inputs.facts.alpha, limit)
            for number, arm in enumerate(inputs.arm_names)
            if (own["arm"] == arm).any()
        ]
        groups.append({"name": name, "organ": told.organ, "hu": told.hu, "rows": rows})
    return Section("tissues", "Tissue within organs", render("tissues.html", groups=groups))


def _row(own: pd.DataFrame, arm: str, name: str, alpha: float, limit: float) -> dict[str, Any]:
    found = agreement(own["predicted_ml"] - own["reference_ml"], alpha)
    pearson = pearson_of(own["reference_ml"], own["predicted_ml"], alpha)
    return {
        "arm": arm,
        "found": found,
        "patients": len(own),
        "reference": own["reference_ml"].mean(),
        "predicted": own["predicted_ml"].mean(),
        "dice": own["dice"].mean(),
        "pearson": pearson,
        "picture": bland_altman(own, found, arm, name, (-limit, limit)),
    }


def pearson_of(first: pd.Series, second: pd.Series, alpha: float) -> tuple[float, float, float, float] | None:
    """Pearson's r, its p and Fisher's interval; None with fewer than four, or where one side never varies."""
    if len(first) <= FEWEST or first.std() == 0 or second.std() == 0:
        return None
    found = stats.pearsonr(first, second)
    interval = found.confidence_interval(1 - alpha)
    return float(found.statistic), float(found.pvalue), float(interval.low), float(interval.high)
