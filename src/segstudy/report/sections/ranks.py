"""Which arms can be told apart: mean ranks with a critical difference, and every arm against every other."""

from typing import Any

import pandas as pd

from segstudy.report.environment import render
from segstudy.report.figures.critical_difference import critical_difference
from segstudy.report.gaps import complete_arms
from segstudy.report.inputs import ReportInput
from segstudy.report.measured import MEAN, by_patient, measured_metrics
from segstudy.report.numbers import exact_p, fixed, measure
from segstudy.report.quantities import quantity
from segstudy.report.ranks import Pair, Ranks, all_pairs, ranks
from segstudy.report.section import Section
from segstudy.report.tidy import download


def rank_section(inputs: ReportInput) -> Section | None:
    """None where fewer than three arms were measured on every case."""
    arms = complete_arms(inputs)
    groups = []
    for place, metric in enumerate(measured_metrics(inputs)):
        kind = quantity(metric)
        table = by_patient(inputs, metric)
        wide = table[table["organ"] == MEAN].pivot(index="patient", columns="arm", values="value")
        wide = wide[[arm for arm in arms if arm in wide.columns]]
        found = ranks(wide, kind.higher_is_better, inputs.facts.alpha)
        if found is None:
            continue
        title = f"{kind.label}, mean over organs" if len(inputs.facts.organs) > 1 else kind.label
        pairs = all_pairs(wide[list(found.mean_ranks)])
        groups.append(
            {
                "metric": kind,
                "found": found,
                "verdict": _verdict(found, inputs.facts.alpha),
                "diagram": critical_difference(found, inputs.facts.baseline, title, f"ranks-{place}"),
                "arms": list(found.mean_ranks),
                "cells": _cells(pairs, metric, inputs.facts.alpha),
                "few": any(pair.p_attainable > inputs.facts.alpha for pair in pairs),
                "data": download(pd.DataFrame([vars(pair) for pair in pairs]), inputs.facts.study, "pairs", metric),
                "opened": not groups,
            }
        )
    if not groups:
        return None
    html = render("ranks.html", groups=groups, alpha=inputs.facts.alpha, baseline=inputs.facts.baseline)
    return Section("ranks", "Which arms can be told apart", html)


# By the side on which a pair lies for sure; None where so few patients could have shown none.
KINDS = {1: ("good", "▲"), -1: ("bad", "▼"), 0: ("none", "○"), None: ("few", "?")}


def _verdict(found: Ranks, alpha: float) -> str:
    if found.p <= alpha:
        return "the arms differ"
    return "too few patients to tell" if found.p_attainable > alpha else "no difference between arms was found"


def _cells(pairs: list[Pair], metric: str, alpha: float) -> dict[tuple[str, str], dict[str, Any]]:
    """By (row, column), seen from the row's arm: class and sign of its side, effect, and p in words."""
    cells = {}
    better = 1 if quantity(metric).higher_is_better else -1
    for pair in pairs:
        for arm, other, sign in ((pair.arm, pair.other, 1), (pair.other, pair.arm, -1)):
            side: int | None = 1 if sign * pair.effect * better > 0 else -1
            if not pair.p_holm <= alpha:
                side = None if pair.p_attainable > alpha else 0
            cells[arm, other] = {
                "kind": KINDS[side][0],
                "sign": KINDS[side][1],
                "effect": fixed(sign * pair.effect, 2, sign=True),
                "p": exact_p(pair.p_holm),
                "words": (
                    f"{arm} against {other}: {measure(sign * pair.difference, metric, unit=True, sign=True)}, Wilcoxon "
                    f"p {exact_p(pair.p, True)}, Holm-corrected p {exact_p(pair.p_holm, True)}, rank-biserial "
                    f"{fixed(sign * pair.effect, 2, sign=True)}, {pair.patients} patients"
                ),
            }
    return cells
