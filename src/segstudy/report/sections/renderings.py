"""One patient in three dimensions: truth, baseline and best arm."""

import json
from typing import Any

import numpy as np

from segstudy.drawing.palette import organ_colors
from segstudy.report.environment import render
from segstudy.report.example_case import ExampleCase, example_case
from segstudy.report.figures.mesh import packed
from segstudy.report.figures.surfaces import surface
from segstudy.report.inputs import CaseFiles, ReportInput
from segstudy.report.load import load_image, load_labels
from segstudy.report.many_organs import drawn_organs
from segstudy.report.metric_values import by_case
from segstudy.report.numbers import fixed
from segstudy.report.section import Section
from segstudy.running.errors import StudyError

REFERENCE = "the reference"  # no arm's name: it has a space


def renderings(inputs: ReportInput) -> Section | None:
    """None where nothing was measured, or the cases are 2D images."""
    picked = example_case(inputs)
    if picked is None or inputs.facts.are_2d_images:
        return None
    scene: dict[str, Any] = {"problem": "", "figures": [], "clear": "", "solids": ""}
    try:
        scene |= _scene(inputs, picked)
    except StudyError as error:
        scene["problem"] = str(error)
    organs = drawn_organs(inputs)
    html = render(
        "renderings.html",
        case=picked.case,
        why=picked.why,
        **scene,
        colors=organ_colors(organs),
        organs=organs,
        all_organs=len(inputs.facts.organs),
        best=picked.best,
        is_phantom=inputs.facts.is_phantom,
    )
    return Section("renderings", "One patient in three dimensions", html)


def _maps(inputs: ReportInput, picked: ExampleCase) -> tuple[dict[str, np.ndarray], tuple[float, float, float]]:
    """Label maps by title, upright, and their spacing."""
    files = inputs.files.get(picked.case) or CaseFiles()
    image = load_image(files.image)
    maps = {REFERENCE: load_labels(files.reference, image, "reference label map")}
    for arm in dict.fromkeys([inputs.facts.baseline, picked.best]):
        maps[arm] = load_labels(inputs.predictions.get((arm, picked.case)), image, f"prediction of {arm}")
    return maps, image.spacing


def _scene(inputs: ReportInput, picked: ExampleCase) -> dict[str, Any]:
    """What each figure shows, the organ that can be looked through (the largest), and the meshes, as JSON."""
    maps, spacing = _maps(inputs, picked)
    organs = {organ: inputs.facts.organs[organ] for organ in drawn_organs(inputs)}
    colors = organ_colors(list(organs))
    meshes = {
        title: {organ: surface(array == label, spacing) for organ, label in organs.items()}
        for title, array in maps.items()
    }
    if not any(mesh is not None for own in meshes.values() for mesh in own.values()):
        raise StudyError("neither the reference nor a prediction holds an organ")
    clear = max(organs, key=lambda organ: np.count_nonzero(maps[REFERENCE] == organs[organ]))
    dice = by_case(inputs, "dice").set_index(["arm", "case", "organ"])["value"]
    roles = [(REFERENCE, "reference"), (inputs.facts.baseline, "baseline"), (picked.best, "best arm")]
    figures = []
    for title, own in meshes.items():
        drawn = ", ".join(organ for organ, mesh in own.items() if mesh is not None) or "no organ"
        figures.append(
            {
                "title": title,
                "role": " and ".join(role for name, role in roles if name == title),
                "scores": {
                    organ: fixed(dice[title, picked.case, organ])
                    for organ in organs
                    if (title, picked.case, organ) in dice.index
                },
                "alt": f"Surfaces of {drawn} of {picked.case}, {title}. Turns by dragging or with the arrow keys.",
            }
        )
    solids = json.dumps(packed(meshes, REFERENCE, colors, [clear]), separators=(",", ":"))
    return {"figures": figures, "clear": clear, "solids": solids}
