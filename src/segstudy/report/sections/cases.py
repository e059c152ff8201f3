"""Every case, worst first: its numbers in every arm, and three planes with outlines."""

import json
from math import isnan
from typing import Any

import pandas as pd

from segstudy.drawing.palette import organ_colors
from segstudy.report.downloads import download
from segstudy.report.environment import render
from segstudy.report.figures.three_planes import REFERENCE, three_planes
from segstudy.report.inputs import CaseFiles, ReportInput
from segstudy.report.load import load_image, load_labels
from segstudy.report.many_organs import drawn_organs
from segstudy.report.metric_values import by_case, case_means
from segstudy.report.ranking import by_mean
from segstudy.report.section import Section
from segstudy.running.errors import StudyError
from segstudy.tables.outcomes import Outcome

# A page of more figures is too large to mail; the numbers of all cases are shown.
MOST_CASES = 16
MOST_ARMS = 4
# Of more cases the page's script makes the rows of those after these, when they are asked for.
LISTED = 100


def cases(inputs: ReportInput) -> Section | None:
    """None where nothing was measured."""
    order = by_mean(inputs, "dice")
    if not order:
        return None
    best = order[0][0]
    values = case_means(inputs).set_index(["arm", "case"])["value"]
    own = values[best].sort_index().sort_values(kind="stable")
    outlined = _outlined_arms(inputs, order)
    dice, organs = by_case(inputs, "dice"), drawn_organs(inputs)
    scores, worst = _scores(inputs, dice, values, organs), _worst_organs(dice, best)
    rows = [
        {
            "case": case,
            "patient": inputs.patients.get(case, case),
            "mean": mean,
            "scores": scores[case],
            "worst": worst[case],
        }
        for case, mean in own.items()
    ]
    listed = [
        row | (_draw(inputs, row["case"], best, outlined, f"case-{place}") if place < MOST_CASES else NOT_DRAWN)
        for place, row in enumerate(rows[:LISTED])
    ]
    html = render(
        "cases.html",
        best=best,
        rows=listed,
        more=len(rows) - len(listed),
        stored=json.dumps(_stored(rows[LISTED:], organs, inputs.arm_names), ensure_ascii=False, separators=(",", ":")),
        organs=organs,
        all_organs=len(inputs.facts.organs),
        colors=organ_colors(organs),
        outlined=outlined,
        reference=REFERENCE,
        are_2d_images=inputs.facts.are_2d_images,
        arms=len(inputs.arm_names),
        left_out=max(0, len(rows) - MOST_CASES),
        data=download(dice, inputs.facts.study, "dice", "by", "case"),
    )
    return Section("cases", "Case by case, worst first", html)


NOT_DRAWN = {"html": "", "problem": "", "thumbnail": ""}


def _outlined_arms(inputs: ReportInput, order: list[tuple[str, float]]) -> list[str]:
    """The best arm, the baseline, then the next best, as many as are outlined; in the study's order."""
    ranked = [arm for arm, _ in order]
    first = list(dict.fromkeys([ranked[0], inputs.facts.baseline, *ranked[1:]]))[:MOST_ARMS]
    return [arm for arm in inputs.arm_names if arm in first]


def _scores(
    inputs: ReportInput, dice: pd.DataFrame, values: pd.Series, organs: list[str]
) -> dict[str, list[dict[str, Any]]]:
    """By case: of each arm the mean and each organ's Dice, or what became of it instead."""
    known = dice.set_index(["arm", "case", "organ"])["value"].to_dict()
    odd = inputs.metrics[inputs.metrics["outcome"] != "ok"]
    unusual = {(row.arm, row.case, row.organ): row.outcome.replace("_", " ") for row in odd.itertuples()}
    means = values.to_dict()
    return {
        case: [
            {
                "arm": arm,
                "mean": means[arm, case],
                "organs": [(known.get((arm, case, organ)), unusual.get((arm, case, organ), "")) for organ in organs],
            }
            for arm in inputs.arm_names
            if (arm, case) in means
        ]
        for case in dict.fromkeys(dice["case"])
    }


def _worst_organs(dice: pd.DataFrame, arm: str) -> dict[str, tuple[str, float]]:
    """Of each case the organ with the lowest Dice, the first of several, and that Dice."""
    own = dice[dice["arm"] == arm].sort_values("value", kind="stable").drop_duplicates("case")
    return {row.case: (row.organ, row.value) for row in own.itertuples()}


def _stored(rows: list[dict[str, Any]], organs: list[str], arms: list[str]) -> dict[str, Any]:
    """The cases of `rows` as the page's script reads them: names once, then numbers in lists."""
    place = {arm: number for number, arm in enumerate(arms)}
    return {
        "arms": arms,
        "organs": organs,
        "cases": [
            [
                *(row["case"], row["patient"], _short(row["mean"]), row["worst"][0], _short(row["worst"][1])),
                [
                    [place[score["arm"]], _short(score["mean"])]
                    + [[_short(value), outcome] if outcome else _short(value) for value, outcome in score["organs"]]
                    for score in row["scores"]
                ],
            ]
            for row in rows
        ],
    }


def _short(value: float | None) -> float | None:
    """As many digits as are shown; None for no number."""
    return None if value is None or isnan(value) else round(float(value), 3)


def _draw(inputs: ReportInput, case: str, best: str, arms: list[str], name: str) -> dict[str, Any]:
    """The three planes, or why there are none."""
    files = inputs.files.get(case) or CaseFiles()
    try:
        image = load_image(files.image, files.picture)
        reference = load_labels(files.reference, image, "reference label map")
        predictions = {best: load_labels(inputs.predictions.get((best, case)), image, f"prediction of {best}")}
    except StudyError as error:
        return {"html": "", "problem": str(error), "thumbnail": ""}
    for arm in arms:
        try:
            predictions[arm] = load_labels(inputs.predictions.get((arm, case)), image, f"prediction of {arm}")
        except StudyError:
            continue  # an arm that was not predicted here is not among the outlines
    rows = inputs.metrics[inputs.metrics["case"] == case]
    unknown = set(rows.loc[rows["outcome"] == Outcome.NOT_ANNOTATED, "organ"])
    drawn = drawn_organs(inputs)
    organs = {organ: inputs.facts.organs[organ] for organ in drawn if organ not in unknown}
    colors = organ_colors(drawn)
    html = three_planes(image, reference, predictions, best, organs, colors, name)
    return {"html": html, "problem": "", "thumbnail": f"{name}-axial"}
