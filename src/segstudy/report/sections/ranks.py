"""Which arms can be told apart: mean ranks with a critical difference, and every arm against every other."""

from typing import Any

import pandas as pd

from segstudy.comparison.ranks import Ranks, ranks_of
from segstudy.report.downloads import download
from segstudy.report.environment import render
from segstudy.report.figures.critical_difference import critical_difference
from segstudy.report.inputs import ReportInput
from segstudy.report.metric_values import measured_metrics
from segstudy.report.numbers import exact_p, fixed, measure
from segstudy.report.section import Section
from segstudy.tables.metrics import metric_of


def rank_section(inputs: ReportInput) -> Section | None:
    """None where fewer than three arms were measured on every case."""
    groups: list[dict[str, Any]] = []
    for place, metric in enumerate(measured_metrics(inputs)):
        ranks = ranks_of(inputs.further.ranks, metric)
        if ranks is None:
            continue
        kind = metric_of(metric)
        title = f"{kind.heading}, mean over organs" if len(inputs.facts.organs) > 1 else kind.heading
        pairs = inputs.further.pairs[inputs.further.pairs["metric"] == metric].drop(columns="metric")
        groups.append(
            {
                "metric": kind,
                "ranks": ranks,
                "verdict": _verdict(ranks, inputs.facts.alpha),
                "diagram": critical_difference(ranks, inputs.facts.baseline, title, f"ranks-{place}"),
                "arms": list(ranks.mean_ranks),
                "rows": inputs.further.ranks.query("metric == @metric").to_dict("records"),
                "cells": _cells(pairs, metric, inputs.facts.alpha),
                "few": bool((pairs["p_attainable"] > inputs.facts.alpha).any()),
                "data": download(pairs, inputs.facts.study, "pairs", metric),
                "opened": not groups,
            }
        )
    if not groups:
        return None
    html = render("ranks.html", groups=groups, alpha=inputs.facts.alpha, baseline=inputs.facts.baseline)
    return Section("ranks", "Which arms can be told apart", html)


# By the side on which most patients lie for sure.
KINDS = {1: ("good", "▲"), -1: ("bad", "▼"), 0: ("none", "○")}
# Where the mean lies on the other side, and where so few patients could have shown nothing.
MIXED, FEW = ("few", "◆"), ("few", "?")


def _verdict(ranks: Ranks, alpha: float) -> str:
    if ranks.p <= alpha:
        return "the arms differ"
    return "too few patients to tell" if ranks.p_attainable > alpha else "no difference between arms was found"


def _cells(pairs: pd.DataFrame, metric: str, alpha: float) -> dict[tuple[str, str], dict[str, Any]]:
    """By (row, column), seen from the row's arm: class and sign of its side, effect, and p in words."""
    cells = {}
    better = 1 if metric_of(metric).higher_is_better else -1
    for pair in pairs.itertuples():
        for arm, other, sign in ((pair.arm, pair.other, 1), (pair.other, pair.arm, -1)):
            kind = KINDS[1 if sign * pair.effect * better > 0 else -1]
            if not pair.p_holm <= alpha:
                kind = FEW if pair.p_attainable > alpha else KINDS[0]
            elif pair.effect * pair.difference <= 0:
                kind = MIXED
            cells[arm, other] = {
                "kind": kind[0],
                "sign": kind[1],
                "effect": fixed(sign * pair.effect, 2, sign=True),
                "p": exact_p(pair.p_holm),
                "words": (
                    f"{arm} against {other}: {measure(sign * pair.difference, metric, unit=True, sign=True)}, Wilcoxon "
                    f"p {exact_p(pair.p, True)}, Holm-corrected p {exact_p(pair.p_holm, True)}, rank-biserial "
                    f"{fixed(sign * pair.effect, 2, sign=True)}, {pair.patients} patients"
                ),
            }
    return cells
