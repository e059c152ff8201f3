"""What was asked, and on whom."""

from typing import Any

from segstudy.report.cohort import cohort, geometry
from segstudy.report.environment import render
from segstudy.report.inputs import Arm, ReportInput
from segstudy.report.networks import called
from segstudy.report.section import Section
from segstudy.tables.metrics import metric_of


def question(inputs: ReportInput) -> Section:
    """The arms in words, the cohort in numbers, and every case with its fold."""
    facts = inputs.facts
    common, special = _hyperparameters(facts.arms)
    html = render(
        "question.html",
        arms=[_row(arm, special[arm.name]) for arm in facts.arms],
        terms=_terms(inputs),
        common=common,
        baseline=facts.baseline,
        metrics=[metric_of(metric).label for metric in facts.settings.comparisons.metrics],
        organs=facts.organs,
        cohort=cohort(inputs),
        geometry=geometry(inputs),
        folds=_folds(inputs),
        cases=_cases(inputs),
    )
    return Section("question", "What was asked, and on whom", html)


def _row(arm: Arm, special: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": arm.name,
        "model": called(arm.model),
        "preparation": arm.preparation,
        "augmentation": arm.augmentation or "",
        "postprocessing": arm.postprocessing or "",
        "special": special,
    }


def _terms(inputs: ReportInput) -> list[tuple[str, str, str]]:
    """(kind, name, what it means) of every preparation, augmentation and post-processing that an arm uses."""
    settings, options = inputs.facts.settings, []
    for kind, known in (
        ("preparation", settings.preparations),
        ("augmentation", settings.augmentations),
        ("postprocessing", settings.postprocessings),
    ):
        for name in dict.fromkeys(getattr(arm, kind) for arm in inputs.facts.arms):
            if name in known:
                options.append(("post-processing" if kind == "postprocessing" else kind, name, known[name].in_words()))
    return options


def _hyperparameters(arms: tuple[Arm, ...]) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """What all arms that were trained share, and by arm what they do not."""
    trained = [arm for arm in arms if arm.trainings] or list(arms)
    keys = list(dict.fromkeys(key for arm in trained for key in arm.hyperparameters))
    first = trained[0].hyperparameters
    shared = {
        key: first.get(key) for key in keys if all(arm.hyperparameters.get(key) == first.get(key) for arm in trained)
    }
    special = {
        arm.name: {k: v for k, v in arm.hyperparameters.items() if k not in shared or arm not in trained}
        for arm in arms
    }
    return shared, special


def _folds(inputs: ReportInput) -> list[dict[str, Any]]:
    return [
        {"fold": int(fold), "cases": len(rows), "patients": rows["patient"].nunique(), "names": list(rows["case"])}
        for fold, rows in inputs.folds.groupby("fold")
    ]


def _cases(inputs: ReportInput) -> list[dict[str, Any]]:
    folds = dict(zip(inputs.folds["case"], inputs.folds["fold"], strict=True))
    columns = ["case", "patient", "shape", "spacing_mm", "orientation", "image"]
    rows = inputs.used.reindex(columns=columns).fillna("").to_dict("records")
    return [row | {"fold": folds.get(row["case"], "")} for row in rows]
