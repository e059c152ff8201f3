"""A published protocol's tests beside the sound ones, and where the two disagree."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from segstudy.comparison.words import disagreement
from segstudy.report.inputs import ReportInput
from segstudy.report.numbers import fixed, is_number, p_equals
from segstudy.tables.metrics import metric_of
from segstudy.tables.names import MEAN
from segstudy.tables.statistics import BOUND, WINNER

KEY = ["metric", "organ", "arm_a", "arm_b"]
FOUND = ("better", "worse")
BOUNDS = (0.001, 0.01, 0.05)
SYMBOLS = {"paired t": "t", "unpaired t": "t", "Wilcoxon signed-rank": "W", "Mann-Whitney U": "U"}


@dataclass(frozen=True)
class SideBySide:
    """One comparison under both protocols.

    Attributes:
        metric: Column of metrics.csv.
        organ: Its name.
        pair: The arms.
        published: The published protocol's test, as a publication prints it.
        published_verdict: Of that test.
        sound: The paired test, likewise.
        sound_verdict: Of that test.
        why: They differ, in words; empty where they agree.
    """

    metric: str
    organ: str
    pair: tuple[str, str]
    published: str
    published_verdict: str
    sound: str
    sound_verdict: str
    why: str


def side_by_side(inputs: ReportInput) -> list[SideBySide]:
    """Every comparison that both tables hold, in the order of the sound one."""
    alpha, table = inputs.facts.alpha, inputs.statistics
    if not len(inputs.published) or not len(table):
        return []
    published = {tuple(row[key] for key in KEY): row for row in inputs.published.to_dict("records")}
    sizes = table[~table["family"].isin([WINNER, BOUND]) & table["p"].notna()].groupby("metric").size().to_dict()
    rows = []
    for row in table.to_dict("records"):
        theirs = published.get(tuple(row[key] for key in KEY))
        if theirs is not None:
            rows.append(
                SideBySide(
                    row["metric"],
                    row["organ"],
                    (row["arm_b"], row["arm_a"]),
                    as_published(theirs, alpha),
                    theirs["verdict"],
                    statistic(row) + (f", p after Holm {p_equals(row['p_holm'])}" if is_number(row["p_holm"]) else ""),
                    row["verdict"],
                    _why(row, theirs, alpha, sizes.get(row["metric"], 0)),
                )
            )
    return rows


def statistic(row: Mapping[str, Any]) -> str:
    """`t(78) = 2.10`, `U = 539.0`, `W = 12.0`; a dash where nothing was tested."""
    if not is_number(row["statistic"]):
        return "–"
    dof = f"({row['dof']:g})" if is_number(row["dof"]) else ""
    symbol = SYMBOLS.get(row["test"], "")
    return f"{symbol}{dof} = {fixed(row['statistic'], 2 if symbol == 't' else 1).replace(',', '')}"


def as_published(row: Mapping[str, Any], alpha: float) -> str:
    """`t(78) = 2.10, p < 0.05`: a p under alpha by the nearest usual bound, another by its value."""
    if not is_number(row["p"]):
        return statistic(row)
    if row["p"] > alpha:
        return f"{statistic(row)}, p {p_equals(row['p'])}"
    bound = next((bound for bound in BOUNDS if row["p"] < bound <= alpha), None)
    return f"{statistic(row)}, p {f'< {bound:g}' if bound else p_equals(row['p'])}"


def _why(sound: Mapping[str, Any], published: Mapping[str, Any], alpha: float, tests: int) -> str:
    """Empty where both find the same, or neither finds anything."""
    here, there = (row["verdict"] if row["verdict"] in FOUND else "" for row in (sound, published))
    if here == there:
        return ""
    where = "over all organs" if sound["organ"] == MEAN else f"of the {sound['organ']}"
    what = f"{metric_of(sound['metric']).heading} {where}, {sound['arm_b']} against {sound['arm_a']}"
    if here and there:
        return f"{what}: the published tests say {there}, the sound ones {here}."
    if here:
        return (
            f"{what}: the sound tests find {sound['arm_b']} {here}, the published ones find nothing. Taken as two "
            "groups, the spread between patients hides a difference within them."
        )
    text = f"{what}: the published tests find {sound['arm_b']} {there}, the sound ones do not"
    if sound["verdict"] == "too few patients":
        return f"{text}: so few patients cannot show it."
    if sound["verdict"] == "mixed":
        return f"{text}: {disagreement(sound, alpha)}."
    if sound["verdict"] == "equivalent":
        return f"{text}: the difference lies within the study’s margin."
    if is_number(sound["p"]) and sound["p"] <= alpha:
        return (
            f"{text}: with the patients paired p {p_equals(sound['p'])}, and after correction for the {tests} tests of "
            f"this metric p {p_equals(sound['p_holm'])}."
        )
    return f"{text}: with the patients paired, p {p_equals(sound['p'])}."
