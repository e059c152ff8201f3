"""Where it fails: too much or too little, organ by organ and arm by arm."""

from typing import Any

import numpy as np
import pandas as pd

from segstudy.comparison.agreement import Agreement, agreement_of
from segstudy.comparison.volume_errors import patient_errors
from segstudy.drawing.palette import organ_colors
from segstudy.report.environment import render
from segstudy.report.figures.bland_altman import bland_altman
from segstudy.report.figures.tradeoff import MOST_POINTS, precision_recall
from segstudy.report.inputs import ReportInput
from segstudy.report.many_organs import are_many, drawn_organs, organ_groups
from segstudy.report.ranking import by_mean
from segstudy.report.section import Section
from segstudy.report.tradeoffs import tradeoff_words

# Of more arms only the baseline and the best have Bland–Altman plots: the table has the numbers of all.
MOST_DRAWN = 6
# What rises at the cost of something else; more fold.
MOST_TOLD = 20


def failures(inputs: ReportInput) -> Section | None:
    """None where no volume was measured."""
    errors = inputs.further.volume_errors
    errors = errors[errors["tissue"] == ""]
    if not len(errors):
        return None
    patients = patient_errors(errors)
    arms = [arm for arm in inputs.arm_names if arm in set(errors["arm"])]
    organs = [organ for organ in inputs.facts.organs if organ in set(errors["organ"])]
    table = inputs.further.agreement
    table = table[table["tissue"] == ""].set_index(["arm", "organ"])
    agreements = {key: agreement_of(row) for key, row in table.iterrows()}
    order = by_mean(inputs, "dice")
    opened = {inputs.facts.baseline, order[0][0]} if order else set()
    drawn = set(arms) if len(arms) <= MOST_DRAWN else opened
    shown = [organ for organ in drawn_organs(inputs) if organ in organs]
    told = [(row["arm"], tradeoff_words(row)) for row in inputs.further.tradeoffs.to_dict("records")]
    html = render(
        "failures.html",
        baseline=inputs.facts.baseline,
        tradeoffs=told[:MOST_TOLD],
        further_tradeoffs=told[MOST_TOLD:],
        several=len(arms) > 1,
        organs=organs,
        rows=[(arm, [_cell(table, arm, organ) for organ in organs]) for arm in arms],
        organ_groups=organ_groups(organs) if are_many(inputs) else {},
        drawn_organs=shown,
        best=order[0][0] if order else "",
        groups=_groups(inputs, errors[errors["organ"].isin(shown)], patients, agreements, arms, shown, drawn),
        opened=opened,
        all_drawn=len(arms) <= MOST_DRAWN,
        crowd=len(errors) > MOST_POINTS * len(arms),
    )
    return Section("failures", "Where it fails: too much or too little", html)


def _of(table: pd.DataFrame, arm: str, organ: str) -> pd.DataFrame:
    return table[(table["arm"] == arm) & (table["organ"] == organ)]


def _cell(table: pd.DataFrame, arm: str, organ: str) -> dict[str, Any] | None:
    """Mean error in ml and %, limits of agreement, and on which side the bias lies for sure."""
    if (arm, organ) not in table.index:
        return None
    row = table.loc[(arm, organ)]
    return {
        "ml": row["bias_ml"],
        "percent": row["error_percent"],
        "precision": row["precision"],
        "recall": row["recall"],
        "agreement": agreement_of(row),
        "failed": int(row["failed"]),
    }


def _groups(
    inputs: ReportInput,
    errors: pd.DataFrame,
    patients: pd.DataFrame,
    agreements: dict,
    arms: list[str],
    organs: list[str],
    drawn: set[str],
) -> list[dict[str, Any]]:
    """Of each arm the scatter and, where it is `drawn`, the organs' Bland–Altman plots; the same axes in every arm."""
    colors = {organ: color for organ, color in organ_colors(list(inputs.facts.organs)).items() if organ in organs}
    lowest = float(np.nanmin(errors[["precision", "recall"]].to_numpy(float)))
    low = min(0.9, np.floor(10 * lowest) / 10)
    limits = {organ: _limits(patients, agreements, arms, organ) for organ in organs}
    groups = []
    for place, arm in enumerate(arms):
        cases = errors[errors["arm"] == arm]
        plots = [
            bland_altman(
                _of(patients, arm, organ), agreements[arm, organ], organ, f"volumes-{place}-{position}", limits[organ]
            )
            for position, organ in enumerate(organs)
            if arm in drawn and len(_of(patients, arm, organ))
        ]
        groups.append(
            {"arm": arm, "scatter": precision_recall(cases, colors, arm, f"tradeoff-{place}", low), "plots": plots}
        )
    return groups


def _limits(patients: pd.DataFrame, agreements: dict[tuple[str, str], Agreement], arms: list[str], organ: str) -> Any:
    values = list(patients.loc[patients["organ"] == organ, "error_ml"])
    for agreement in (agreements[arm, organ] for arm in arms if (arm, organ) in agreements):
        values += [*agreement.low_interval, *agreement.high_interval]
    known = [value for value in (0.0, *values) if np.isfinite(value)]
    room = 0.04 * (max(known) - min(known)) or 1.0
    return min(known) - room, max(known) + room
