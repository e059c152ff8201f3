"""Box plots: every patient, organ by organ and metric by metric."""

from typing import Any

from segstudy.report.environment import render
from segstudy.report.figures.boxplots import MOST_POINTS, boxplot
from segstudy.report.inputs import ReportInput
from segstudy.report.many_organs import drawn_organs
from segstudy.report.metric_values import by_patient, means, measured_metrics
from segstudy.report.ranking import by_mean
from segstudy.report.section import Section
from segstudy.tables.metrics import metric_of
from segstudy.tables.names import MEAN
from segstudy.tables.outcomes import FAILED


def distributions(inputs: ReportInput) -> Section | None:
    """None where nothing was measured."""
    metrics = measured_metrics(inputs)
    if not len(inputs.metrics) or not metrics:
        return None
    groups = [
        {"metric": metric_of(metric), "opened": position == 0, "figures": _figures(inputs, metric)}
        for position, metric in enumerate(metrics)
    ]
    patients = inputs.folds["patient"].nunique() if len(inputs.folds) else inputs.metrics["case"].nunique()
    html = render(
        "distributions.html",
        groups=groups,
        reader=inputs.facts.settings.report.reader,
        drawn=drawn_organs(inputs),
        all_organs=len(inputs.facts.organs),
        best=by_mean(inputs, "dice")[0][0],
        crowd=patients * len(inputs.arm_names) > MOST_POINTS,
    )
    return Section("distributions", "Patient by patient", html)


def _figures(inputs: ReportInput, metric: str) -> list[Any]:
    values = by_patient(inputs, metric)
    failed = _failed(inputs)
    keys = zip(values["arm"], values["patient"], values["organ"], strict=True)
    values = values.assign(failed=[key in failed for key in keys])
    organs = drawn_organs(inputs)
    scopes = [MEAN, *organs] if len(organs) > 1 else organs
    arms = _best_first(inputs, metric)
    return [
        boxplot(
            values[values["organ"] == organ],
            arms,
            inputs.facts.baseline,
            metric,
            "All organs (mean)" if organ == MEAN else organ,
            f"box-{metric}-{position}",
            inputs.facts.settings.report.reader,
        )
        for position, organ in enumerate(scopes)
    ]


def _best_first(inputs: ReportInput, metric: str) -> list[str]:
    """Arms by their mean over all organs; those without one last."""
    table, sign = means(inputs, metric)["mean"], -1 if metric_of(metric).higher_is_better else 1
    known = {arm: sign * table[arm, MEAN] for arm in inputs.arm_names if (arm, MEAN) in table.index}
    return sorted(inputs.arm_names, key=lambda arm: known.get(arm, float("inf")))


def _failed(inputs: ReportInput) -> set[tuple[str, str, str]]:
    rows = inputs.metrics[inputs.metrics["outcome"].isin(FAILED)]
    patients = inputs.patients
    keys = {(row.arm, patients.get(row.case, row.case), row.organ) for row in rows.itertuples()}
    return keys | {(arm, patient, MEAN) for arm, patient, _ in keys}
