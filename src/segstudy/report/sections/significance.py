"""Which differences between arms the tests found, in words and in numbers."""

from typing import Any

from segstudy.comparison.words import falls_short
from segstudy.report.badges import BADGES
from segstudy.report.caveats import caveats
from segstudy.report.environment import render
from segstudy.report.families import families
from segstudy.report.inputs import ReportInput
from segstudy.report.many_organs import are_many, organ_groups
from segstudy.report.numbers import fixed, is_number, measure, p_value
from segstudy.report.protocols import SideBySide, side_by_side, statistic
from segstudy.report.section import Section
from segstudy.tables.metrics import metric_of
from segstudy.tables.names import MEAN
from segstudy.tables.statistics import RANKS, WINNER

EFFECTS = {
    "paired t": "Cohen’s d_z",
    "unpaired t": "Cohen’s d",
    "Wilcoxon signed-rank": "rank-biserial",
    "Mann-Whitney U": "rank-biserial",
}


def significance(inputs: ReportInput) -> Section | None:
    """None where arms were not compared."""
    table = inputs.statistics
    if not len(table):
        return None
    words = inputs.words if len(inputs.words) == len(table) else [""] * len(table)
    rows = [
        _row(row, sentence, inputs.facts.alpha) for row, sentence in zip(table.to_dict("records"), words, strict=True)
    ]
    groups = []
    for position, metric in enumerate(table["metric"].unique()):
        own = [row for row in rows if row["metric"] == metric]
        groups.append(
            {
                "metric": metric_of(metric),
                "primary": metric == inputs.facts.settings.comparisons.primary_metric,
                "pairs": _by_pair([row for row in own if row["organ"] == MEAN] if are_many(inputs) else own),
                "opened": position == 0,
                "matrix": _matrix(own, inputs),
            }
        )
    html = render(
        "significance.html",
        groups=groups,
        groups_of_organs=organ_groups(groups[0]["matrix"]["organs"]) if are_many(inputs) else {},
        families=families(inputs),
        badges=BADGES,
        alpha=inputs.facts.alpha,
        few=any(row["verdict"] == "too few patients" for row in rows),
        mixed=any(row["verdict"] == "mixed" for row in rows),
        short=any(row["coverage"] for row in rows),
        primary=metric_of(inputs.facts.settings.comparisons.primary_metric).label,
        caveats=caveats(inputs),
        beside=_beside(inputs),
        confidence=f"{100 * (1 - inputs.facts.alpha):g} %",
    )
    return Section("significance", "Are the differences real?", html)


def _row(row: dict[str, Any], sentence: str, alpha: float) -> dict[str, Any]:
    metric = row["metric"]
    kind, sign = BADGES.get(row["verdict"], ("none", ""))
    return {
        "metric": metric,
        "organ": row["organ"],
        "pair": (row["arm_b"], row["arm_a"]),
        "n": int(row["patients"]),
        "mean_a": measure(row["mean_a"], metric),
        "mean_b": measure(row["mean_b"], metric),
        "difference": measure(row["difference"], metric, sign=True),
        "interval": _interval(row, "ci_low", "ci_high"),
        "coverage": f"{100 * row['coverage']:.0f} %" if falls_short(row, alpha) else "",
        "ranks": _ranks(row) if row["tested"] == RANKS else "",
        "tested": row["tested"],
        "winner": row["family"] == WINNER,
        "test": row["test"] or "none",
        "statistic": statistic(row),
        "p": p_value(row["p"]),
        "p_holm": p_value(row["p_holm"]),
        "effect": fixed(row["effect_size"], 2, sign=True),
        "effect_name": EFFECTS.get(row["test"], ""),
        "verdict": row["verdict"],
        "kind": kind,
        "sign": sign,
        "words": sentence,
    }


def _interval(row: dict[str, Any], low: str, high: str) -> str:
    metric = row["metric"]
    if not is_number(row[low]):
        return "–"
    return f"{measure(row[low], metric, sign=True)} to {measure(row[high], metric, sign=True)}"


def _ranks(row: dict[str, Any]) -> str:
    estimate = measure(row["pseudomedian"], row["metric"], sign=True)
    return f"{estimate} ({_interval(row, 'pseudomedian_low', 'pseudomedian_high')}), {row['higher']} ↑ {row['lower']} ↓"


def _beside(inputs: ReportInput) -> dict[str, Any] | None:
    """Both protocols by metric, and the comparisons on which they disagree; None where one protocol was used."""
    rows = side_by_side(inputs)
    if not rows:
        return None
    metrics = dict.fromkeys(row.metric for row in rows)
    return {
        "total": len(rows),
        "disagree": [row.why for row in rows if row.why],
        "groups": [(metric_of(metric), _in_pairs([row for row in rows if row.metric == metric])) for metric in metrics],
    }


def _in_pairs(rows: list[SideBySide]) -> list[tuple[tuple[str, str], list[SideBySide]]]:
    return [(pair, [row for row in rows if row.pair == pair]) for pair in dict.fromkeys(row.pair for row in rows)]


def _by_pair(rows: list[dict[str, Any]]) -> dict[tuple[str, str], list[dict[str, Any]]]:
    pairs = dict.fromkeys(row["pair"] for row in rows)
    return {pair: [row for row in rows if row["pair"] == pair] for pair in pairs}


def _matrix(rows: list[dict[str, Any]], inputs: ReportInput) -> dict[str, Any]:
    """Pairs of arms by organs: difference and verdict."""
    organs = [organ for organ in (MEAN, *inputs.facts.organs) if any(row["organ"] == organ for row in rows)]
    cells = {(row["pair"], row["organ"]): row for row in rows}
    pairs = list(dict.fromkeys(row["pair"] for row in rows))
    return {"organs": organs, "rows": [(pair, [cells.get((pair, organ)) for organ in organs]) for pair in pairs]}
