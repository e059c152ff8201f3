"""Where it fails: too much or too little, organ by organ and arm by arm."""

from typing import Any

import numpy as np
import pandas as pd

from segstudy.report.agreement import Agreement, agreement
from segstudy.report.environment import render
from segstudy.report.figures.bland_altman import bland_altman
from segstudy.report.figures.tradeoff import precision_recall
from segstudy.report.inputs import ReportInput
from segstudy.report.palette import organ_colors
from segstudy.report.ranking import by_mean_dice
from segstudy.report.section import Section
from segstudy.report.tradeoffs import tradeoffs
from segstudy.report.volumes import case_errors, patient_errors

# Of more arms only the baseline and the best have Bland–Altman plots: the table has the numbers of all.
MOST_DRAWN = 6


def failures(inputs: ReportInput) -> Section | None:
    """None where no volume was measured."""
    errors = case_errors(inputs)
    if not len(errors):
        return None
    patients = patient_errors(errors)
    arms = [arm for arm in inputs.arm_names if arm in set(errors["arm"])]
    organs = [organ for organ in inputs.facts.organs if organ in set(errors["organ"])]
    found = {(arm, organ): agreement(_of(patients, arm, organ)["error_ml"]) for arm in arms for organ in organs}
    order = by_mean_dice(inputs)
    opened = {inputs.facts.baseline, order[0][0]} if order else set()
    drawn = set(arms) if len(arms) <= MOST_DRAWN else opened
    html = render(
        "failures.html",
        baseline=inputs.facts.baseline,
        tradeoffs=_by_arm(tradeoffs(inputs, errors)),
        several=len(arms) > 1,
        organs=organs,
        rows=[(arm, [_cell(patients, errors, found, arm, organ) for organ in organs]) for arm in arms],
        groups=_groups(inputs, errors, patients, found, arms, organs, drawn),
        opened=opened,
        all_drawn=len(arms) <= MOST_DRAWN,
    )
    return Section("failures", "Where it fails: too much or too little", html)


def _of(table: pd.DataFrame, arm: str, organ: str) -> pd.DataFrame:
    return table[(table["arm"] == arm) & (table["organ"] == organ)]


def _by_arm(found: list) -> dict[str, list[str]]:
    return {arm: [one.words for one in found if one.arm == arm] for arm in dict.fromkeys(one.arm for one in found)}


def _cell(patients: pd.DataFrame, errors: pd.DataFrame, found: dict, arm: str, organ: str) -> dict[str, Any] | None:
    """Mean error in ml and %, limits of agreement, and on which side the bias lies for sure."""
    own = _of(patients, arm, organ)
    if not len(own):
        return None
    return {
        "ml": own["error_ml"].mean(),
        "percent": own["error_percent"].mean(),
        "precision": own["precision"].mean(),
        "recall": own["recall"].mean(),
        "agreement": found[arm, organ],
        "failed": int(_of(errors, arm, organ)["failed"].sum()),
    }


def _groups(
    inputs: ReportInput,
    errors: pd.DataFrame,
    patients: pd.DataFrame,
    found: dict,
    arms: list[str],
    organs: list[str],
    drawn: set[str],
) -> list[dict[str, Any]]:
    """Of each arm the scatter and, where it is `drawn`, the organs' Bland–Altman plots; the same axes in every arm."""
    colors = {organ: color for organ, color in organ_colors(list(inputs.facts.organs)).items() if organ in organs}
    lowest = float(np.nanmin(errors[["precision", "recall"]].to_numpy(float)))
    low = min(0.9, np.floor(10 * lowest) / 10)
    limits = {organ: _limits(patients, found, arms, organ) for organ in organs}
    groups = []
    for place, arm in enumerate(arms):
        cases = errors[errors["arm"] == arm]
        plots = [
            bland_altman(
                _of(patients, arm, organ), found[arm, organ], organ, f"volumes-{place}-{position}", limits[organ]
            )
            for position, organ in enumerate(organs)
            if arm in drawn and len(_of(patients, arm, organ))
        ]
        groups.append(
            {"arm": arm, "scatter": precision_recall(cases, colors, arm, f"tradeoff-{place}", low), "plots": plots}
        )
    return groups


def _limits(patients: pd.DataFrame, found: dict[tuple[str, str], Agreement], arms: list[str], organ: str) -> Any:
    values = list(patients.loc[patients["organ"] == organ, "error_ml"])
    for arm in arms:
        values += [*found[arm, organ].low_interval, *found[arm, organ].high_interval]
    known = [value for value in (0.0, *values) if np.isfinite(value)]
    room = 0.04 * (max(known) - min(known)) or 1.0
    return min(known) - room, max(known) + room
