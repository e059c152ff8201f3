"""NSD at several tolerances: how much of each organ's surface lies where it was drawn, by what is asked of it."""

from typing import Any

from segstudy.config.sections.words import short
from segstudy.report.environment import render
from segstudy.report.inputs import ReportInput
from segstudy.report.section import Section
from segstudy.tables.names import MEAN


def nsd(inputs: ReportInput) -> Section | None:
    """None where the study asks for one tolerance an organ."""
    table = inputs.further.nsd
    if not len(table):
        return None
    tolerances = sorted(table["tolerance"].unique())
    groups: list[dict[str, Any]] = []
    for organ, rows in table.groupby("organ", sort=False):
        if organ == MEAN and len(inputs.facts.organs) == 1:
            continue
        arms = [
            {"arm": arm, "cells": [own[own["tolerance"] == tolerance].iloc[0] for tolerance in tolerances]}
            for arm, own in rows.groupby("arm", sort=False)
        ]
        groups.append({"name": "All organs (mean)" if organ == MEAN else organ, "rows": arms})
    html = render(
        "nsd.html",
        groups=groups,
        tolerances=[short(tolerance) for tolerance in tolerances],
        unit=inputs.facts.settings.data.unit,
        confidence=f"{100 * (1 - inputs.facts.alpha):g} %",
    )
    return Section("nsd", "Surfaces at several tolerances", html)
