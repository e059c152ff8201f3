"""One patient in three dimensions: truth, baseline and best arm."""

import json
from typing import Any

import numpy as np

from segstudy.errors import StudyError
from segstudy.report.chosen import Chosen, chosen
from segstudy.report.environment import render as fill
from segstudy.report.figures.bitmap import color_uri
from segstudy.report.figures.mesh import packed
from segstudy.report.figures.rendering import View, render
from segstudy.report.figures.surfaces import surface
from segstudy.report.inputs import ReportInput
from segstudy.report.load import load_image, load_labels
from segstudy.report.measured import by_case
from segstudy.report.numbers import fixed
from segstudy.report.palette import organ_colors
from segstudy.report.section import Section

REFERENCE = "the reference"  # no arm's name: it has a space


def renderings(inputs: ReportInput) -> Section | None:
    """None where nothing was measured, or the cases are pictures."""
    picked = chosen(inputs)
    if picked is None or inputs.facts.is_pictures:
        return None
    told = {"case": picked.case, "why": picked.why, "problem": "", "pictures": [], "clear": "", "solids": ""}
    try:
        told["pictures"], told["clear"], told["solids"] = _pictures(inputs, picked)
    except StudyError as error:
        told["problem"] = str(error)
    organs = list(inputs.facts.organs)
    html = fill(
        "renderings.html", **told, colors=organ_colors(organs), organs=organs, is_phantom=inputs.facts.is_phantom
    )
    return Section("renderings", "One patient in three dimensions", html)


def _maps(inputs: ReportInput, picked: Chosen) -> tuple[dict[str, np.ndarray], tuple[float, float, float]]:
    """Label maps by title, upright, and their spacing."""
    files = inputs.files.get(picked.case)
    image = load_image(files.image if files else None)
    maps = {REFERENCE: load_labels(files.reference, image, "reference label map")}
    for arm in dict.fromkeys([inputs.facts.baseline, picked.best]):
        maps[arm] = load_labels(inputs.predictions.get((arm, picked.case)), image, f"prediction of {arm}")
    return maps, image.spacing


def _pictures(inputs: ReportInput, picked: Chosen) -> tuple[list[dict[str, Any]], str, str]:
    """The pictures, the organ that can be looked through (the largest), and the meshes, as JSON."""
    maps, spacing = _maps(inputs, picked)
    organs, baseline = inputs.facts.organs, inputs.facts.baseline
    meshes = {
        title: {organ: surface(array == label, spacing) for organ, label in organs.items()}
        for title, array in maps.items()
    }
    points = {
        title: np.concatenate([np.empty((0, 3)), *(mesh.points for mesh in own.values() if mesh is not None)])
        for title, own in meshes.items()
    }
    others = np.concatenate([own for title, own in points.items() if title != REFERENCE])
    if not len(points[REFERENCE]) and not len(others):
        raise StudyError("neither the reference nor a prediction holds an organ")
    view = View().around(points[REFERENCE], others)
    clear = max(organs, key=lambda organ: np.count_nonzero(maps[REFERENCE] == organs[organ]))
    dice = by_case(inputs, "dice").set_index(["arm", "case", "organ"])["value"]
    roles = [(REFERENCE, "reference"), (baseline, "baseline"), (picked.best, "best arm")]
    shown = []
    for title, own in meshes.items():
        drawn = ", ".join(organ for organ, mesh in own.items() if mesh is not None) or "no organ"
        shown.append(
            {
                "title": title,
                "role": " and ".join(role for name, role in roles if name == title),
                "uri": color_uri(render(own, organ_colors(list(organs)), view, [clear])),
                "size": view.pixels,
                "scores": {
                    organ: fixed(dice[title, picked.case, organ])
                    for organ in organs
                    if (title, picked.case, organ) in dice.index
                },
                "alt": f"Surfaces of {drawn} of {picked.case}, {title}, from the front and left.",
            }
        )
    return shown, clear, json.dumps(packed(meshes, organ_colors(list(organs)), [clear]), separators=(",", ":"))
