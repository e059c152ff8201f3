"""Predicted against reference volumes: their difference over their mean."""

import numpy as np
import pandas as pd
from markupsafe import Markup
from matplotlib.axes import Axes

from segstudy.comparison.agreement import Agreement
from segstudy.config.sections.words import plural
from segstudy.drawing.palette import BLUE, INK, MUTED, VERMILLION
from segstudy.report.figures.crowd import drawn_points
from segstudy.report.figures.drawing import drawing, to_svg
from segstudy.report.numbers import fixed

WIDTH, HEIGHT = 3.3, 2.3
MOST_POINTS = 200


def bland_altman(
    patients: pd.DataFrame, agreement: Agreement, title: str, name: str, limits: tuple[float, float] | None = None
) -> Markup:
    """Every patient as a point, the bias and the limits of agreement as lines with their intervals as bands.

    Of more than `MOST_POINTS` patients, those farthest from the bias and a sample of the others (see `drawn_points`).

    Args:
        patients: Columns patient, reference_ml, predicted_ml.
        agreement: Of these patients.
        title: Of the figure.
        name: Unique in the page, safe as an id.
        limits: Of the vertical axis, in ml, the same for all arms.
    """
    error = (patients["predicted_ml"] - patients["reference_ml"]).to_numpy(float)
    patients = patients[drawn_points(np.abs(error - error.mean()) if len(error) else error, MOST_POINTS)]
    difference = patients["predicted_ml"] - patients["reference_ml"]
    mean = (patients["predicted_ml"] + patients["reference_ml"]) / 2
    with drawing(WIDTH, HEIGHT) as (figure, (axes,)):
        axes.axhline(0, color=INK, linewidth=0.8)
        if agreement.has_limits:
            for value, interval, color, style in (
                (agreement.bias, agreement.bias_interval, BLUE, "-"),
                (agreement.low, agreement.low_interval, VERMILLION, (0, (4, 3))),
                (agreement.high, agreement.high_interval, VERMILLION, (0, (4, 3))),
            ):
                axes.axhspan(*interval, color=color, alpha=0.12, linewidth=0)
                axes.axhline(value, color=color, linewidth=1.3, linestyle=style)
        axes.scatter(mean, difference, s=16, color=MUTED, edgecolors="white", linewidths=0.4, zorder=3, gid="points")
        axes.set_title(title, loc="left", x=0)
        axes.set_xlabel("Mean of the two volumes [ml]")
        axes.set_ylabel("Predicted − reference [ml]")
        if limits:
            axes.set_ylim(*limits)
        if agreement.has_limits:
            _name_lines(axes, [(agreement.low, INK), (agreement.bias, BLUE), (agreement.high, INK)])
        titles = [
            f"{patient}: {fixed(off, 1, sign=True)} ml of {fixed(own, 1)} ml"
            for patient, off, own in zip(patients["patient"], difference, patients["reference_ml"], strict=True)
        ]
        return to_svg(figure, name, _alt(agreement, title), {"points": titles} if titles else None)


def _name_lines(axes: Axes, lines: list[tuple[float, str]]) -> None:
    """Each line's value at its right end, from the lowest up, moved apart where they would overlap."""
    low, high = axes.get_ylim()
    apart = 0.085 * (high - low)
    middle = lines[len(lines) // 2][0]
    for place, (value, color) in enumerate(lines):
        step = place - len(lines) // 2
        height = min(value, middle + step * apart) if step < 0 else max(value, middle + step * apart)
        axes.annotate(
            fixed(value, 1, sign=True), (1, height), xycoords=("axes fraction", "data"), xytext=(3, 0),
            textcoords="offset points", va="center", fontsize=7.5, color=color, annotation_clip=False,
        )  # fmt: skip


def _alt(agreement: Agreement, title: str) -> str:
    if not agreement.has_limits:
        return f"Bland–Altman plot, {title}: too few patients for limits ({agreement.count})."
    return (
        f"Bland–Altman plot of volumes, {title}, {plural(agreement.count, 'patient')}: bias "
        f"{fixed(agreement.bias, 1, sign=True)} ml, limits of agreement {fixed(agreement.low, 1, sign=True)} to "
        f"{fixed(agreement.high, 1, sign=True)} ml."
    )
