"""Each arm's best and worst case, as figures."""

from collections import defaultdict
from typing import Any

from segstudy.drawing.palette import organ_colors
from segstudy.report.environment import render
from segstudy.report.figures.overlays import overlay
from segstudy.report.inputs import CaseFiles, ReportInput
from segstudy.report.load import load_image, load_labels
from segstudy.report.many_organs import drawn_organs
from segstudy.report.metric_values import by_case, case_means
from segstudy.report.ranking import by_mean
from segstudy.report.section import Section
from segstudy.running.errors import StudyError
from segstudy.tables.outcomes import Outcome


def overlays(inputs: ReportInput) -> Section | None:
    """None where nothing was measured."""
    picks = _picks(inputs)
    if not picks:
        return None
    dice = by_case(inputs, "dice").set_index(["arm", "case", "organ"])["value"]
    figures = {}
    by_scan = defaultdict(list)
    for position, (arm, case, kind) in enumerate(picks):
        by_scan[case].append((position, arm, kind))
    for case, wanted in by_scan.items():  # so that a scan is read once
        for position, drawn in _figures(inputs, case, wanted).items():
            arm, _, kind = picks[position]
            scores = [
                (organ, dice.get((arm, case, organ)), _outcome(inputs, arm, case, organ))
                for organ in drawn_organs(inputs)
            ]
            figures[position] = drawn | {"arm": arm, "case": case, "kind": kind, "scores": scores}
    values = case_means(inputs).set_index(["arm", "case"])["value"]
    rows = [figures[position] | {"mean": values[picks[position][:2]]} for position in range(len(picks))]
    groups = {arm: [row for row in rows if row["arm"] == arm] for arm in dict.fromkeys(row["arm"] for row in rows)}
    html = render(
        "overlays.html",
        groups=groups,
        colors=organ_colors(drawn_organs(inputs)),
        organs=len(inputs.facts.organs),
        best=by_mean(inputs, "dice")[0][0],
        patients=inputs.patients,
        are_2d_images=inputs.facts.are_2d_images,
    )
    return Section("overlays", "Best and worst cases of every arm", html, opened=False)


def _picks(inputs: ReportInput) -> list[tuple[str, str, str]]:
    """(arm, case, `best` or `worst`) by mean Dice; one pick where an arm has a single case."""
    table = case_means(inputs)
    picks = []
    for arm in inputs.arm_names:
        own = table[table["arm"] == arm].sort_values(["value", "case"])["case"].tolist()
        if own:
            picks.append((arm, own[-1], "best"))
        if len(own) > 1:
            picks.append((arm, own[0], "worst"))
    return picks


def _figures(inputs: ReportInput, case: str, wanted: list[tuple[int, str, str]]) -> dict[int, dict[str, Any]]:
    """By position: the figure, or why there is none."""
    files = inputs.files.get(case) or CaseFiles()
    try:
        image = load_image(files.image, files.picture)
        reference = load_labels(files.reference, image, "reference label map")
    except StudyError as error:
        return {position: {"problem": str(error)} for position, _, _ in wanted}
    made: dict[int, dict[str, Any]] = {}
    for position, arm, kind in wanted:
        try:
            prediction = load_labels(inputs.predictions.get((arm, case)), image, "prediction")
        except StudyError as error:
            made[position] = {"problem": str(error)}
            continue
        organs, colors = _annotated(inputs, arm, case), organ_colors(drawn_organs(inputs))
        drawn = overlay(image, reference, prediction, organs, colors, f"overlay-{position}", show_error=kind == "worst")
        made[position] = {
            "problem": "",
            "html": drawn.html,
            "number": drawn.number,
            "slices": drawn.slices,
            "in_slice": drawn.dice,
        }
    return made


def _outcome(inputs: ReportInput, arm: str, case: str, organ: str) -> str:
    """The outcome in words, where it is not the usual one."""
    table = inputs.metrics
    rows = table[(table["arm"] == arm) & (table["case"] == case) & (table["organ"] == organ)]
    unusual = [outcome.replace("_", " ") for outcome in dict.fromkeys(rows["outcome"]) if outcome != "ok"]
    return ", ".join(unusual)


def _annotated(inputs: ReportInput, arm: str, case: str) -> dict[str, int]:
    rows = inputs.metrics[(inputs.metrics["arm"] == arm) & (inputs.metrics["case"] == case)]
    unknown = set(rows.loc[rows["outcome"] == Outcome.NOT_ANNOTATED, "organ"])
    return {organ: inputs.facts.organs[organ] for organ in drawn_organs(inputs) if organ not in unknown}
