"""How sure each arm is, and whether that tells where it is wrong."""

from typing import Any

import numpy as np
import pandas as pd

from segstudy.drawing.planes import upright
from segstudy.report.environment import render
from segstudy.report.figures.map_panels import MapPanel, map_panels
from segstudy.report.figures.sureness import arm_colors, calibration_curves, dice_against, retained_curves
from segstudy.report.inputs import ReportInput
from segstudy.report.load import load_image
from segstudy.report.section import Section
from segstudy.report.uncertainty import UncertaintyTables
from segstudy.running.errors import StudyError
from segstudy.volumes.nifti import read_image

# The map that curves and figures are made of: what passes disagree on.
SHOWN = "mutual_information"
WORDS = {"variance": "variance", "entropy": "entropy", "mutual_information": "mutual information"}


def uncertainty(inputs: ReportInput) -> Section | None:
    """None where no arm is asked how sure it is."""
    tables = inputs.uncertainty
    if tables is None:
        return None
    arms = [arm for arm in inputs.arm_names if arm in set(tables.summary["arm"])]
    colors = arm_colors(arms)
    shown = tables.cases[tables.cases["map"] == SHOWN]
    figures = [
        calibration_curves(tables.calibration, colors),
        retained_curves(tables.retained[tables.retained["map"] == SHOWN], colors),
        dice_against(shown, colors, WORDS[SHOWN]),
    ]
    html = render(
        "uncertainty.html",
        how=_how(inputs, arms),
        rows=tables.summary.to_dict("records"),
        words=WORDS,
        shown=WORDS[SHOWN],
        colors=colors,
        figures=figures,
        panels=[_panels(inputs, tables, arm, shown) for arm in arms],
    )
    return Section("uncertainty", "How sure the arms are", html)


def _how(inputs: ReportInput, arms: list[str]) -> list[dict[str, Any]]:
    """Arms by the way they are asked, in the study's order."""
    settings = inputs.facts.settings
    asked: dict[str, list[str]] = {}
    for arm in settings.arms:
        if arm.name in arms and arm.uncertainty:
            asked.setdefault(arm.uncertainty, []).append(arm.name)
    return [{"settings": settings.uncertainties[name], "arms": own} for name, own in asked.items()]


def _panels(inputs: ReportInput, tables: UncertaintyTables, arm: str, shown: pd.DataFrame) -> dict[str, Any]:
    """The arm's worst case, on the slice whose organs the passes disagree on most."""
    worst = shown[shown["arm"] == arm].sort_values(["dice", "case"]).iloc[0]
    row = {"arm": arm, "case": worst["case"], "dice": worst["dice"], "problem": ""}
    try:
        files = inputs.files.get(worst["case"])
        image = load_image(files.image, files.picture) if files else load_image(None)
        mean, variance = (
            upright(read_image(tables.root / worst["folder"] / f"{name}.nii.gz")).array for name in ("mean", "variance")
        )
    except StudyError as error:
        return {**row, "problem": str(error)}
    organs = mean > 0.5
    within = variance * organs if organs.any() else variance
    index = int(within.sum(axis=(0, 1), dtype=np.float64).argmax())
    slices = image.array.shape[2]
    # of a symmetric yes or no the variance is 1/4 at most; most figures would be black at that scale
    top = max(float(variance[..., index].max()), 1e-6)
    maps = [MapPanel("Mean", mean, "viridis", 1.0), MapPanel("Variance", variance, "magma", top)]
    figure = map_panels(image, maps, index, organs, f"axial slice {index + 1} of {slices} of {worst['case']}")
    return {**row, "html": figure, "number": index + 1, "slices": slices, "top": top}
