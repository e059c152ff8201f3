"""The study's table: every arm, with the best and the second best of each column."""

from typing import Any

import pandas as pd

from segstudy.comparison.pareto import priced_arms
from segstudy.report.ceilings import ceiling_dice, shown_to
from segstudy.report.completeness import complete_arms
from segstudy.report.downloads import download
from segstudy.report.environment import render
from segstudy.report.figures.pareto import pareto
from segstudy.report.inputs import ReportInput
from segstudy.report.many_organs import are_many, organ_groups
from segstudy.report.metric_values import means, measured_metrics, outcomes
from segstudy.report.numbers import MISSING, duration, measure, memory
from segstudy.report.ranking import bounds, ranked
from segstudy.report.section import Section
from segstudy.report.significance_stars import STARS, significance_stars
from segstudy.tables.metrics import metric_of
from segstudy.tables.names import MEAN
from segstudy.tables.outcomes import LEFT_OUT

COSTS = {
    "training_seconds": ("Training", duration),
    "training_max_memory_mb": ("Peak memory of training", memory),
    "prediction_seconds": ("Prediction", duration),
}


def arms(inputs: ReportInput) -> Section | None:
    """None where nothing was measured."""
    if not len(inputs.metrics):
        return None
    tables = []
    counts, complete = outcomes(inputs), complete_arms(inputs)
    for metric in measured_metrics(inputs):
        table = means(inputs, metric)
        cells = [_column(table, counts, inputs, complete, metric, organ) for organ in _scopes(inputs)]
        data = download(_shown(table), inputs.facts.study, "arms", metric)
        tables.append({"metric": metric_of(metric), "header": _scopes(inputs), "columns": cells, "data": data})
    html = render(
        "arms.html",
        arms=inputs.arm_names,
        baseline=inputs.facts.baseline,
        incomplete=set(inputs.arm_names) - set(complete),
        tables=tables,
        groups=organ_groups(_scopes(inputs)) if are_many(inputs) else {},
        outcomes=_outcomes(inputs),
        costs=_costs(inputs.summary, inputs.arm_names),
        pareto=_pareto(inputs),
        stars=STARS,
        has_ceilings=bool(ceiling_dice(inputs)),
    )
    return Section("arms", "The arms compared", html)


def _shown(table: pd.DataFrame) -> pd.DataFrame:
    return table[["mean", "sd", "patients"]].sort_index().reset_index()


def _scopes(inputs: ReportInput) -> list[str]:
    organs = list(inputs.facts.organs)
    return [MEAN, *organs] if len(organs) > 1 else organs


def _column(
    table: pd.DataFrame,
    counts: pd.DataFrame,
    inputs: ReportInput,
    complete: list[str],
    metric: str,
    organ: str,
) -> list[dict[str, Any]]:
    """One cell an arm: mean, sd, patients, what was left out, the mark, the ceiling, and stars.

    Only complete arms get a mark, and no oracle or control does.
    """
    kind, names, ceilings = metric_of(metric), inputs.arm_names, _ceilings(inputs, metric, organ)
    known = {arm: table.loc[(arm, organ)] for arm in names if (arm, organ) in table.index}
    apart = bounds(inputs)
    comparable = {arm: row["mean"] for arm, row in known.items() if arm in complete and arm not in apart}
    marks = ranked(comparable, kind.decimals, kind.higher_is_better)
    cells = []
    for arm in names:
        row = known.get(arm)
        cells.append(
            {
                "mean": measure(row["mean"], metric) if row is not None else MISSING,
                "sd": measure(row["sd"], metric) if row is not None else MISSING,
                "n": int(row["patients"]) if row is not None else 0,
                "out": _left_out(counts, arm, organ),
                "mark": marks.get(arm, ""),
                "ceiling": measure(ceilings.get(arm), metric) if arm in ceilings else "",
                "star": significance_stars(inputs, arm, metric, organ),
            }
        )
    return cells


def _ceilings(inputs: ReportInput, metric: str, organ: str) -> dict[str, float]:
    """The Dice that each arm could reach with its preparation and representation; of other metrics none."""
    known = ceiling_dice(inputs) if metric == "dice" else {}
    return {arm: known[shown, organ] for arm, shown in shown_to(inputs).items() if (shown, organ) in known}


def _left_out(counts: pd.DataFrame, arm: str, organ: str) -> int:
    if arm not in counts.index.get_level_values("arm"):
        return 0
    own = counts.loc[arm]
    rows = own if organ == MEAN else own[own.index == organ]
    return int(rows[list(LEFT_OUT)].to_numpy().sum())


def _outcomes(inputs: ReportInput) -> list[dict[str, Any]]:
    counts = outcomes(inputs).groupby("arm").sum()
    return [{"arm": arm, **counts.loc[arm].to_dict()} for arm in inputs.arm_names if arm in counts.index]


def _costs(summary: pd.DataFrame, names: list[str]) -> dict[str, Any]:
    there = [column for column in COSTS if column in summary.columns]
    by_arm = summary.set_index("arm")
    rows = [(arm, [COSTS[c][1](by_arm.loc[arm, c]) for c in there]) for arm in names if arm in by_arm.index]
    return {"header": [COSTS[column][0] for column in there], "rows": rows}


def _pareto(inputs: ReportInput) -> dict[str, Any] | None:
    """The chart, and the arms on its front; None with fewer than two arms whose cost is known."""
    arms, unbeaten = priced_arms(inputs.further.pareto)
    if len(arms) < 2:
        return None
    beaten = [one.arm for one in arms if one not in unbeaten]
    return {
        "html": pareto(arms, unbeaten, inputs.facts.baseline, "pareto"),
        "front": [one.arm for one in unbeaten],
        "beaten": beaten,
    }
