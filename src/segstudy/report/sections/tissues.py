"""How well the volume of a tissue within an organ is found, patient by patient."""

from typing import Any

import pandas as pd

from segstudy.comparison.agreement import agreement_of
from segstudy.comparison.volume_errors import patient_errors
from segstudy.report.environment import render
from segstudy.report.figures.bland_altman import bland_altman
from segstudy.report.inputs import ReportInput
from segstudy.report.section import Section


def tissues(inputs: ReportInput) -> Section | None:
    """None where no tissue was measured."""
    table = inputs.further.agreement
    table = table[table["tissue"] != ""]
    if not len(table):
        return None
    patients = patient_errors(inputs.further.volume_errors)
    groups = []
    for place, (name, settings) in enumerate(inputs.facts.settings.tissues.items()):
        own = patients[patients["tissue"] == name]
        limit = 1.5 * float(own["error_ml"].abs().max()) or 1.0
        rows = [
            _row(row, own[own["arm"] == row["arm"]], f"tissue-{place}-{number}", limit)
            for number, (_, row) in enumerate(table[table["tissue"] == name].iterrows())
        ]
        groups.append({"name": name, "organ": settings.organ, "hu": settings.hu, "rows": rows})
    return Section("tissues", "Tissue within organs", render("tissues.html", groups=groups))


def _row(row: pd.Series, patients: pd.DataFrame, name: str, limit: float) -> dict[str, Any]:
    agreement = agreement_of(row)
    return {
        **row,
        "agreement": agreement,
        "correlated": row["pearson"] == row["pearson"],
        "figure": bland_altman(patients, agreement, row["arm"], name, (-limit, limit)),
    }
