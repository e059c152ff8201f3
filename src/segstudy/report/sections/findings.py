"""Labels that do not fit their scans or the other cases, in a table and figures."""

from typing import Any

from segstudy.report.environment import render
from segstudy.report.figures.flagged import flagged
from segstudy.report.inputs import ReportInput
from segstudy.report.load import load_image, load_labels
from segstudy.report.section import Section
from segstudy.running.errors import StudyError

FIGURES = 12
CHECKED = (
    "the tissue inside each label, air and bone deep in it, its place in the body and among the other organs, its fit "
    "to borders in the scan, volume, pieces, holes and missing slices"
)


def findings(inputs: ReportInput) -> Section | None:
    """None where nobody looked; nobody does at labels on what is no CT, nor at those that nothing learns from.

    Labels are judged as the study uses them, after any correction.
    """
    settings = inputs.facts.settings
    looked = settings.data.in_hounsfield_units and (settings.learns or settings.correction)
    if inputs.findings is None or not looked:
        return None
    rows = inputs.findings.to_dict("records")
    grave = [row for row in rows if row["severity"] != "note"]
    labels = list(dict.fromkeys((row["case"], row["organ"]) for row in grave))
    html = render(
        "findings.html",
        rows=rows,
        checked=CHECKED,
        figures=[_figure(inputs, *label, index) for index, label in enumerate(labels[:FIGURES])],
        left_out=max(0, len(labels) - FIGURES),
    )
    return Section("findings", "Label quality", html)


def _figure(inputs: ReportInput, case: str, organ: str, index: int) -> dict[str, Any]:
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
    drawn = flagged(image, mask, organ, f"finding-{index}")
    return row | {"html": drawn.html, "number": drawn.number, "slices": drawn.slices}
