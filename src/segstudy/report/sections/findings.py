"""Labels that do not fit their scans or the other cases, in a table and pictures."""

from typing import Any

from segstudy.errors import StudyError
from segstudy.report.environment import render
from segstudy.report.figures.flagged import flagged
from segstudy.report.inputs import ReportInput
from segstudy.report.load import load_image, load_labels
from segstudy.report.section import Section

PICTURES = 12
CHECKED = (
    "the tissue inside each label, air and bone deep in it, its place in the body and among the other organs, its fit "
    "to borders in the scan, volume, pieces, holes and missing slices"
)


def findings(inputs: ReportInput) -> Section | None:
    """None where nobody looked; at the masks of pictures nobody does.

    Labels are judged as the study uses them, after any correction.
    """
    if inputs.findings is None or inputs.facts.is_pictures:
        return None
    rows = inputs.findings.to_dict("records")
    told = [row for row in rows if row["severity"] != "note"]
    labels = list(dict.fromkeys((row["case"], row["organ"]) for row in told))
    html = render(
        "findings.html",
        rows=rows,
        checked=CHECKED,
        pictures=[_picture(inputs, *label, index) for index, label in enumerate(labels[:PICTURES])],
        left_out=max(0, len(labels) - PICTURES),
    )
    return Section("findings", "Label quality", html)


def _picture(inputs: ReportInput, case: str, organ: str, index: int) -> dict[str, Any]:
    row: dict[str, Any] = {"case": case, "organ": organ, "problem": ""}
    if case not in inputs.files:
        return row | {"problem": "its files are not known"}
    try:
        image = load_image(inputs.files[case].image)
        mask = load_labels(inputs.files[case].reference, image, "label map") == inputs.facts.organs[organ]
    except StudyError as error:
        return row | {"problem": str(error)}
    if not mask.any():
        return row | {"problem": f"no {organ} in the label map"}
    shown = flagged(image, mask, organ, f"finding-{index}")
    return row | {"html": shown.html, "number": shown.number, "slices": shown.slices}
