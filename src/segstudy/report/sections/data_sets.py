"""By data set: how arms do on patients of the set they learned from, and of the others."""

from typing import Any

from segstudy.report.environment import render
from segstudy.report.inputs import ReportInput
from segstudy.report.section import Section
from segstudy.report.set_tests import tests_shown
from segstudy.tables.names import MEAN


def data_sets(inputs: ReportInput) -> Section | None:
    """None where the study has no data sets."""
    table = inputs.further.set_means
    if not len(table):
        return None
    sets = list(dict.fromkeys(table["set"]))
    learned = {arm.name: arm.learn_from for arm in inputs.facts.settings.arms}
    dice = table[(table["metric"] == "dice") & (table["organ"] == MEAN)]
    rows: list[dict[str, Any]] = []
    for arm in inputs.arm_names:
        own = dice[dice["arm"] == arm].set_index("set")
        if len(own):
            shown = {name: {**own.loc[name], "is_own": learned.get(arm) == name} for name in own.index}
            cells = [shown.get(name) for name in sets]
            rows.append({"arm": arm, "learned": learned.get(arm) or "all", "cells": cells})
    confidence = f"{100 * (1 - inputs.facts.alpha):g} %"
    tests = tests_shown(inputs, sets)
    html = render("data_sets.html", sets=sets, rows=rows, confidence=confidence, **tests)
    return Section("data-sets", "By data set", html)
