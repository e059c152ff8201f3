"""How displaced labels were put back, in words, numbers and figures."""

from typing import Any

import numpy as np

from segstudy.report.correction_facts import CorrectionFacts, applied, correction_facts
from segstudy.report.correction_methods import method_rows, method_sentences
from segstudy.report.environment import render
from segstudy.report.figures.correction import before_and_after
from segstudy.report.inputs import ReportInput
from segstudy.report.load import load_image, load_labels
from segstudy.report.numbers import count, fixed
from segstudy.report.section import Section
from segstudy.running.errors import StudyError

FIGURES = 4


def correction(inputs: ReportInput) -> Section | None:
    """None where the study corrects nothing."""
    settings = inputs.facts.settings.correction
    if settings is None or settings.reference is None or settings.organ is None:
        return None
    organ, reference = settings.organ, settings.reference.case
    facts = correction_facts(inputs.transform, inputs.quality, settings.method)
    methods = method_rows(inputs.quality, facts.method, reference)
    html = render(
        "correction.html",
        organ=organ,
        reference=reference,
        facts=facts,
        words=_words(facts, organ),
        figures=[
            _figure(inputs, case, organ, case == reference, index)
            for index, case in enumerate(_shown(inputs, reference))
        ],
        rows=_quality(inputs, facts),
        methods=methods,
        set_up=method_sentences(methods, reference),
        why=_why(settings.method, facts.method),
    )
    return Section("correction", "Label correction", html)


def _why(asked: str, used: str | None) -> str:
    if asked == "best":
        return (
            f"“{used}” was used: the highest IoU on the reference case; of methods that this one patient cannot tell "
            "apart (IoU within 0.01), one that moves all patients about one fixed place."
        )
    return f"“{used or asked}” was used, because the study names it."


def _words(facts: CorrectionFacts, organ: str) -> str:
    """The displacement as a sentence."""
    if facts.angle_deg is None or facts.translation is None:
        return ""
    moved = ", ".join(fixed(value, 1, sign=True) for value in facts.translation)
    pivot = ""
    if facts.pivot is not None:
        pivot = f" about voxel ({', '.join(fixed(value, 1) for value in facts.pivot)})"
    return (
        f"Every label of the {organ} had been turned by {fixed(facts.angle_deg, 2)}° in the axial plane{pivot} and "
        f"moved by ({moved}) voxels along the three axes of its file. The correction applies the inverse."
    )


def _shown(inputs: ReportInput, reference: str) -> list[str]:
    """The reference case, then cases spread over the others."""
    there = [case for case in inputs.used["case"] if inputs.files.get(case)]
    others = [case for case in there if case != reference]
    picks = np.linspace(0, max(len(others) - 1, 0), min(FIGURES - 1, len(others)))
    return [reference] * (reference in there) + [others[index] for index in np.unique(picks.round().astype(int))]


def _figure(inputs: ReportInput, case: str, organ: str, is_reference: bool, index: int) -> dict[str, Any]:
    files = inputs.files[case]
    row: dict[str, Any] = {"case": case, "reference": is_reference, "problem": "", "notes": ""}
    try:
        image = load_image(files.image)
        label = inputs.facts.organs[organ]
        before = load_labels(files.original, image, "original label map") == label
        after = load_labels(files.reference, image, "corrected label map") == label
    except StudyError as error:
        return row | {"problem": str(error)}
    if not (before | after).any():
        return row | {"problem": f"no {organ} in either label map"}
    shown = before_and_after(image, before, after, organ, f"correction-{index}")
    return row | {"html": shown.html, "number": shown.number, "slices": shown.slices}


def _quality(inputs: ReportInput, facts: CorrectionFacts) -> dict[str, Any]:
    """The applied method's row of every case: header and cells, ready to show."""
    rows = applied(inputs.quality, facts.method)
    if rows is None:
        return {"header": [], "rows": []}
    shown = [column for column in rows.columns if column != "method" and rows[column].notna().any()]
    cells = [[_cell(column, row[column]) for column in shown] for row in rows.to_dict("records")]
    return {"header": [column.replace("_", " ") for column in shown], "rows": cells}


def _cell(column: str, value: Any) -> str:
    if isinstance(value, str):
        return value
    return count(value) if column.endswith("voxels") else fixed(value)
