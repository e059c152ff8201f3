"""At a glance: which arm is best, how sure that is, where it fails and what it cost."""

from typing import Any

import pandas as pd

from segstudy.config.source_arms import is_oracle
from segstudy.report.environment import render
from segstudy.report.figures.forest import Difference, forest
from segstudy.report.gaps import complete_arms
from segstudy.report.inputs import ReportInput
from segstudy.report.measured import MEAN, case_means, means
from segstudy.report.numbers import exact_p, fixed, is_number, p_equals, plural
from segstudy.report.ranking import by_mean_dice, compared
from segstudy.report.section import Section
from segstudy.report.sections.significance import BADGES


def headline(inputs: ReportInput) -> Section | None:
    """The study's answer in a few sentences; None where nothing was measured."""
    order = by_mean_dice(inputs)
    if not order:
        return None
    best, dice = order[0]
    oracles = sum(is_oracle(arm) for arm, _ in order) if not is_oracle(best) else 0
    row = means(inputs, "dice").loc[(best, MEAN)]
    html = render(
        "headline.html",
        best=best,
        dice=dice,
        sd=row["sd"],
        patients=int(row["patients"]),
        baseline=inputs.facts.baseline,
        arms=len(order) - oracles,
        oracles=oracles,
        runner_up=order[1] if len(order) > 1 else None,
        provisional=not complete_arms(inputs),
        comparison=_comparison(inputs, order),
        lead=_lead(inputs, order),
        failures=_failures(inputs, best),
        cost=_cost(inputs, best),
        differences=_differences(inputs, [arm for arm, _ in order]),
    )
    return Section("headline", "At a glance", html)


def _comparison(inputs: ReportInput, order: list[tuple[str, float]]) -> dict[str, Any]:
    """Against what the best arm is held, the numbers, and how sure that is."""
    baseline, confidence = inputs.facts.baseline, f"{100 * (1 - inputs.facts.alpha):g} %"
    best = order[0][0]
    if len(order) < 2:
        return {"title": "Compared with", "value": "nothing", "note": "There is one arm.", "sure": ""}
    other = order[1][0] if best == baseline else best
    row = compared(inputs, other)
    dice = dict(order)
    if row is None:
        note = "These two have not been compared."
        value = fixed(dice[other] - dice[baseline], sign=True) if baseline in dice else "–"
        return {"title": f"{other} over {baseline}", "value": value, "note": note, "sure": "not tested"}
    interval = f"{confidence} interval {fixed(row['ci_low'], sign=True)} to {fixed(row['ci_high'], sign=True)}"
    corrected = f", Holm-corrected p {p_equals(row['p_holm'])}" if is_number(row["p_holm"]) else ""
    return {
        "title": f"{other} over {baseline}",
        "value": fixed(row["difference"], sign=True),
        "note": f"{interval}{corrected}, {plural(int(row['patients']), 'patient')}.",
        "sure": row["verdict"],
        "badge": BADGES.get(row["verdict"], ("none", "")),
        "words": _sure(row, inputs.facts.alpha),
    }


def _lead(inputs: ReportInput, order: list[tuple[str, float]]) -> str:
    """Whether the best arm is the best: what its test against the second best says; empty where there is none."""
    if len(order) < 2:
        return ""
    (best, _), (second, _) = order[:2]
    row, sign = compared(inputs, best, other=second), 1
    if row is None:
        row, sign = compared(inputs, second, other=best), -1
    if row is None:
        return "The two have not been compared."
    low, high = sorted(sign * float(row[bound]) for bound in ("ci_low", "ci_high"))
    numbers = (
        f"{fixed(sign * row['difference'], sign=True)} ({100 * (1 - inputs.facts.alpha):g} % interval "
        f"{fixed(low, sign=True)} to {fixed(high, sign=True)}; p {p_equals(row['p_holm'])})"
    )
    if row["verdict"] in ("better", "worse"):
        if (row["verdict"] == "better") == (sign > 0):
            return f"The lead of {numbers} holds: {best} is the best arm of this study."
        return f"The means and the test disagree on which of the two is better: {numbers}."
    if row["verdict"] == "too few patients":
        return f"Too few patients to say that {best} is really better than it: {numbers}."
    return f"That {best} is better than it was not shown: {numbers}."


def _sure(row: pd.Series, alpha: float) -> str:
    verdict = row["verdict"]
    if verdict in ("better", "worse"):
        return f"The difference from the baseline holds after correction for all tests of this metric (α = {alpha:g})."
    if verdict == "too few patients":
        return (
            f"Too few patients: with {int(row['patients'])} no result could have been significant, so whether the "
            "difference is real stays open."
        )
    return "The tests found no difference; that is no proof that there is none."


def _failures(inputs: ReportInput, arm: str) -> dict[str, Any]:
    """The organ and the case with the lowest Dice."""
    organs = means(inputs, "dice").loc[arm].drop(index=MEAN)["mean"]
    cases = case_means(inputs)
    cases = cases[cases["arm"] == arm].set_index("case")["value"]
    missed = int(((inputs.metrics["arm"] == arm) & (inputs.metrics["outcome"] == "missed")).sum())
    return {
        "organ": organs.idxmin(),
        "organ_dice": organs.min(),
        "case": cases.idxmin(),
        "case_dice": cases.min(),
        "missed": missed,
    }


def _cost(inputs: ReportInput, arm: str) -> dict[str, Any]:
    """What training and prediction took, and how many times the baseline's training that is."""
    table = inputs.summary.set_index("arm")
    row = table.loc[arm] if arm in table.index else pd.Series(dtype=float)
    told = {name: row.get(name) for name in ("training_seconds", "training_max_memory_mb", "prediction_seconds")}
    baseline = inputs.facts.baseline
    theirs = table.loc[baseline].get("training_seconds") if baseline in table.index and arm != baseline else None
    known = is_number(theirs) and float(theirs) > 0 and is_number(told["training_seconds"])
    return told | {"times": float(told["training_seconds"]) / float(theirs) if known else None}


def _differences(inputs: ReportInput, order: list[str]) -> Any:
    """The forest plot of Dice against the baseline, best arm first; None where nothing was compared."""
    baseline, level, rows = inputs.facts.baseline, f"{100 * (1 - inputs.facts.alpha):g} %", []
    for arm in order:
        row = compared(inputs, arm)
        if row is not None and all(is_number(row[key]) for key in ("difference", "ci_low", "ci_high")):
            interval = f"{level} interval {fixed(row['ci_low'], sign=True)} to {fixed(row['ci_high'], sign=True)}"
            words = (
                f"{arm} against {baseline}: {fixed(row['difference'], sign=True)} ({interval}), Holm-corrected p "
                f"{exact_p(row['p_holm'], True)}: {row['verdict']}"
            )
            found = (float(row[key]) for key in ("difference", "ci_low", "ci_high"))
            rows.append(Difference(arm, *found, row["verdict"], words))
    title = f"Mean Dice against {baseline}, {level} interval"
    return forest(rows, baseline, "dice", title, "differences") if rows else None
