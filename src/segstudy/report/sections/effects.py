"""What each option of a grid does, over all rows that differ in nothing else."""

from typing import Any

from segstudy.comparison.effects import TIMES
from segstudy.comparison.words import falls_short
from segstudy.report.badges import BADGES
from segstudy.report.downloads import download
from segstudy.report.environment import render
from segstudy.report.inputs import ReportInput
from segstudy.report.many_organs import drawn_organs
from segstudy.report.numbers import measure, p_equals
from segstudy.report.section import Section
from segstudy.tables.metrics import metric_of
from segstudy.tables.names import MEAN
from segstudy.tables.statistics import RANKS

TOGETHER = {"better": "more together", "worse": "less together"}
"""What a verdict on an interaction is called."""


def effects(inputs: ReportInput) -> Section | None:
    """None where the study has no grid whose arms were all measured."""
    table = inputs.further.effects
    if not len(table):
        return None
    organs = [organ for organ in (MEAN, *drawn_organs(inputs)) if organ in set(table["organ"])]
    groups: list[dict[str, Any]] = []
    for metric, own in table.groupby("metric", sort=False):
        cells = {(row["option"], row["organ"]): _cell(row, inputs.facts.alpha) for row in own.to_dict("records")}
        options = list(dict.fromkeys(own["option"]))
        groups.append(
            {
                "metric": metric_of(str(metric)),
                "opened": not groups,
                "rows": [(option, [cells.get((option, organ)) for organ in organs]) for option in options],
                "data": download(own.drop(columns="metric"), inputs.facts.study, "effects", str(metric)),
            }
        )
    html = render(
        "effects.html",
        groups=groups,
        organs=organs,
        all_organs=len(inputs.facts.organs),
        interactions=table["option"].str.contains(TIMES, regex=False).any(),
        alpha=inputs.facts.alpha,
        confidence=f"{100 * (1 - inputs.facts.alpha):g} %",
    )
    return Section("effects", "What each option does", html)


def _cell(row: dict[str, Any], alpha: float) -> dict[str, Any]:
    metric = row["metric"]
    kind, sign = BADGES[row["verdict"]]
    ends = " to ".join(measure(row[end], metric, sign=True) for end in ("ci_low", "ci_high"))
    covers = f", covers {100 * row['coverage']:.0f} %" if falls_short(row, alpha) else ""
    ranks = f"; most patients {measure(row['pseudomedian'], metric, sign=True)}" if row["tested"] == RANKS else ""
    verdict = TOGETHER.get(row["verdict"], row["verdict"]) if TIMES in row["option"] else row["verdict"]
    return {
        "kind": kind,
        "sign": sign,
        "effect": measure(row["effect"], metric, sign=True),
        "interval": f"{ends}{covers}{ranks}",
        "verdict": verdict,
        "words": (
            f"{row['option']}: {row['rows']} pairs of arms, {row['patients']} patients, Holm-corrected p of the "
            f"{row['tested'] or 'test'} {p_equals(row['p_holm'])}: {verdict}"
        ),
    }
