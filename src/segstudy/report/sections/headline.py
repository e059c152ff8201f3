"""At a glance: which arm is best, how sure that is, where it fails and what it cost."""

from typing import Any

import pandas as pd

from segstudy.comparison.words import disagreement, falls_short
from segstudy.config.sections.comparisons import ComparisonSettings
from segstudy.config.sections.words import plural
from segstudy.report.badges import BADGES
from segstudy.report.caveats import caveats, flattery
from segstudy.report.completeness import complete_arms
from segstudy.report.environment import render
from segstudy.report.figures.forest import Difference, forest
from segstudy.report.inputs import ReportInput
from segstudy.report.learned_nothing import RULE, learned_nothing
from segstudy.report.metric_values import case_means, means
from segstudy.report.numbers import exact_p, is_number, measure, p_equals
from segstudy.report.ranking import bounds, by_mean, compared
from segstudy.report.section import Section
from segstudy.tables.metrics import metric_of
from segstudy.tables.names import MEAN
from segstudy.tables.outcomes import Outcome
from segstudy.tables.statistics import RANKS


def headline(inputs: ReportInput) -> Section | None:
    """The study's answer in a few sentences, on its primary metric; None where nothing was measured."""
    order = by_mean(inputs)
    if not order:
        return None
    metric = inputs.facts.settings.comparisons.primary_metric
    best, mean = order[0]
    apart = bounds(inputs)
    oracles = sum(arm in apart for arm, _ in order) if best not in apart else 0
    row = means(inputs, metric).loc[(best, MEAN)]
    html = render(
        "headline.html",
        metric=metric_of(metric),
        best=best,
        mean=measure(mean, metric, unit=True),
        sd=measure(row["sd"], metric),
        patients=int(row["patients"]),
        baseline=inputs.facts.baseline,
        arms=len(order) - oracles,
        oracles=oracles,
        runner_up=(order[1][0], measure(order[1][1], metric, unit=True)) if len(order) > 1 else None,
        provisional=not complete_arms(inputs),
        comparison=_comparison(inputs, order),
        lead=_lead(inputs, order),
        caveats=[*filter(None, [flattery(inputs, metric)]), *caveats(inputs)],
        unlearned=learned_nothing(inputs),
        rule=RULE,
        failures=_failures(inputs, best),
        cost=_cost(inputs, best),
        differences=_differences(inputs, [arm for arm, _ in order]),
    )
    return Section("headline", "At a glance", html)


def _comparison(inputs: ReportInput, order: list[tuple[str, float]]) -> dict[str, Any]:
    """Against what the best arm is held, the numbers, and how sure that is."""
    baseline, metric = inputs.facts.baseline, inputs.facts.settings.comparisons.primary_metric
    best = order[0][0]
    if len(order) < 2:
        return {"title": "Compared with", "value": "nothing", "note": "There is one arm.", "sure": ""}
    other = order[1][0] if best == baseline else best
    row = compared(inputs, other)
    known = dict(order)
    if row is None:
        note = "These two have not been compared."
        value = measure(known[other] - known[baseline], metric, True, True) if baseline in known else "–"
        return {"title": f"{other} over {baseline}", "value": value, "note": note, "sure": "not tested"}
    return {
        "title": f"{other} over {baseline}",
        "value": measure(row["difference"], metric, unit=True, sign=True),
        "note": f"{_numbers(row, inputs.facts.alpha)[:1].upper()}{_numbers(row, inputs.facts.alpha)[1:]}.",
        "sure": row["verdict"],
        "badge": BADGES.get(row["verdict"], ("none", "")),
        "words": _sure(row, inputs.facts.settings.comparisons),
    }


def _numbers(row: pd.Series, alpha: float) -> str:
    """The interval of a mean difference, what ranks say where they were tested, and the corrected p."""
    metric = row["metric"]
    told = []
    if is_number(row["ci_low"]):
        ends = (measure(row[end], metric, sign=True) for end in ("ci_low", "ci_high"))
        told.append(f"{100 * (1 - alpha):g} % interval of the mean {' to '.join(ends)}")
        if falls_short(row, alpha):
            told[0] += f" (covers about {100 * row['coverage']:.0f} %)"
    patients = plural(int(row["patients"]), "patient")
    if row["tested"] == RANKS:
        told.append(f"higher in {int(row['higher'])} and lower in {int(row['lower'])} of {patients}")
    else:
        told.append(patients)
    if is_number(row["p_holm"]):
        of = " of the ranks" if row["tested"] == RANKS else ""
        told.append(f"Holm-corrected p{of} {p_equals(row['p_holm'])}")
    return "; ".join(told)


def _lead(inputs: ReportInput, order: list[tuple[str, float]]) -> str:
    """Whether the best arm is the best: what its test against the second best says; empty where there is none."""
    if len(order) < 2:
        return ""
    (best, _), (second, _) = order[:2]
    row, of = compared(inputs, best, other=second), best
    if row is None:
        row, of = compared(inputs, second, other=best), second
    if row is None:
        return "The two have not been compared."
    value = measure(row["difference"], row["metric"], unit=True, sign=True)
    numbers = f"{of} less {second if of == best else best}: {value} ({_numbers(row, inputs.facts.alpha)})"
    won = row["verdict"] == ("better" if of == best else "worse")
    if won:
        return f"Its lead holds, and it is the best arm of this study; {numbers}."
    if row["verdict"] in ("better", "worse"):
        return f"Over the patients of both, {second} is the better of the two, so none is called the best; {numbers}."
    why = {
        "mixed": f"{_upper(disagreement(row, inputs.facts.alpha))}, so none is called the best",
        "equivalent": "The two are equivalent by the study’s margin, so none is called the best",
        "too few patients": f"Too few patients to say that {best} is really better than it",
    }
    return f"{why.get(row['verdict'], f'That {best} is better than it was not shown')}; {numbers}."


def _upper(clause: str) -> str:
    return clause[0].upper() + clause[1:]


def _sure(row: pd.Series, settings: ComparisonSettings) -> str:
    """What the verdict says of `arm_b` against the baseline, and of which quantity."""
    verdict, arm, baseline = row["verdict"], row["arm_b"], row["arm_a"]
    what = f"that {arm} is {verdict} than {baseline}"
    if verdict in ("better", "worse"):
        who = "Most patients and the mean both say" if row["tested"] == RANKS else "The mean says"
        return f"{who} {what}, after correction for all tests of this metric (α = {settings.alpha:g})."
    if verdict == "mixed":
        return f"Of {arm} against {baseline}, {disagreement(row, settings.alpha)}, so neither is called better."
    if verdict == "equivalent":
        margin = measure(settings.margin.get(row["metric"]), row["metric"], unit=True)
        return (
            f"{arm} and {baseline} are equivalent: their mean difference lies within the study’s margin of ± {margin}."
        )
    if verdict == "too few patients":
        return f"Too few patients to tell: whether {arm} and {baseline} differ stays open."
    return f"The tests found no difference between {arm} and {baseline}; that is no proof that there is none."


def _failures(inputs: ReportInput, arm: str) -> dict[str, Any]:
    """The organ and the case with the lowest Dice."""
    organs = means(inputs, "dice").loc[arm].drop(index=MEAN)["mean"]
    cases = case_means(inputs)
    cases = cases[cases["arm"] == arm].set_index("case")["value"]
    missed = int(((inputs.metrics["arm"] == arm) & (inputs.metrics["outcome"] == Outcome.MISSED)).sum())
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
    costs = {name: row.get(name) for name in ("training_seconds", "training_max_memory_mb", "prediction_seconds")}
    baseline = inputs.facts.baseline
    seconds, theirs = _number(costs["training_seconds"]), None
    if baseline in table.index and arm != baseline:
        theirs = _number(table.loc[baseline].get("training_seconds"))
    return costs | {"times": seconds / theirs if seconds is not None and theirs else None}


def _number(value: Any) -> float | None:
    return float(value) if is_number(value) else None


def _differences(inputs: ReportInput, order: list[str]) -> Any:
    """The forest plot of the primary metric against the baseline, best arm first; None where nothing was compared."""
    baseline, level, rows = inputs.facts.baseline, f"{100 * (1 - inputs.facts.alpha):g} %", []
    metric = inputs.facts.settings.comparisons.primary_metric
    for arm in order:
        row = compared(inputs, arm)
        if row is not None and all(is_number(row[key]) for key in ("difference", "ci_low", "ci_high")):
            ends = " to ".join(measure(row[end], metric, sign=True) for end in ("ci_low", "ci_high"))
            words = (
                f"{arm} against {baseline}: {measure(row['difference'], metric, sign=True)} ({level} interval {ends}), "
                f"Holm-corrected p of the {row['tested']} {exact_p(row['p_holm'], True)}: {row['verdict']}"
            )
            value, low, high = (float(row[key]) for key in ("difference", "ci_low", "ci_high"))
            rows.append(Difference(arm, value, low, high, row["verdict"], words))
    title = f"Mean {metric_of(metric).label} against {baseline}, {level} interval"
    return forest(rows, baseline, metric, title, "differences") if rows else None
