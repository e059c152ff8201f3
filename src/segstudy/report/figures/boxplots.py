"""How a metric is spread over patients, arm by arm."""

from typing import Any

import numpy as np
import pandas as pd
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.transforms import Transform

from segstudy.config.sections.words import plural
from segstudy.drawing.palette import BLUE, INK, MUTED, VERMILLION
from segstudy.report.figures.crowd import drawn_points
from segstudy.report.figures.drawing import drawing, to_svg
from segstudy.report.numbers import measure
from segstudy.tables.metrics import metric_of

WIDTH = 3.3
# Points, and how many letters of that size are as wide as the figure.
NAME_SIZE, NAME_LENGTH, SMALLEST = 8.0, 46, 5.5
# Where the largest value is this many times the median, most of the figure would be empty: log scale.
LOG_RATIO = 12
# Of more patients than fit this many points a figure, those farthest from the median and a sample of the others.
MOST_POINTS = 800


def boxplot(
    values: pd.DataFrame, arms: list[str], baseline: str, metric: str, title: str, name: str, reader: str | None = None
) -> Markup:
    """Boxes (quartiles, median, whiskers to 1.5 times the box) of all patients, each of whom is a point.

    Of more than `MOST_POINTS` only some points are drawn (see `drawn_points`), and the failed among them first.

    Args:
        values: Columns arm, patient, value, failed; failed patients (a missed or spurious organ) are crosses.
        arms: Rows from top to bottom; an arm without values is an empty row that says so.
        baseline: Its boxes are muted.
        metric: Column of metrics.csv.
        title: Of the figure.
        name: Unique in the page, safe as an id.
        reader: The arm of a second reader, whose mean is a line.
    """
    counts = {arm: int((values["arm"] == arm).sum()) for arm in arms}
    with drawing(WIDTH, 0.62 + 0.45 * len(arms)) as (figure, (axes,)):
        titles: dict[str, list[str]] = {}
        same = len(set(counts.values())) == 1
        for row, arm in enumerate(arms):
            own = values[values["arm"] == arm].sort_values("patient")
            titles |= _row(axes, own, row, metric, MUTED if arm == baseline else BLUE, MOST_POINTS // len(arms))
            _name(axes, row, arm, None if same else counts[arm])
        if same:
            _right(axes, (1, 1.01), f"n={next(iter(counts.values()))}", axes.transAxes)
        theirs = values.loc[values["arm"] == reader, "value"]
        if len(theirs):
            axes.axvline(float(theirs.mean()), color=INK, linewidth=0.9, linestyle=(0, (4, 3)), zorder=1)
        axes.set_yticks([])
        axes.set_ylim(len(arms) - 0.6, -0.8)
        axes.spines["left"].set_visible(False)
        axes.set_title(title, loc="left", x=0)
        axes.set_xlabel(metric_of(metric).title)
        _scale(axes, values["value"].to_numpy(float), metric)
        return to_svg(figure, name, _alt(values, arms, metric, title), titles)


def _name(axes: Axes, row: int, arm: str, patients: int | None) -> None:
    """The arm's name, and its number of patients where arms differ in it, above its box, and never cut off.

    Names cost the figure no width: a long one is written smaller.
    """
    transform = axes.get_yaxis_transform()
    room = NAME_LENGTH - (0 if patients is None else 5)
    size = max(SMALLEST, NAME_SIZE * min(1.0, room / max(len(arm), 1)))
    axes.text(0, row - 0.28, arm, transform=transform, va="bottom", fontsize=size).set_in_layout(False)
    if patients is not None:
        _right(axes, (1, row - 0.28), f"n={patients}", transform)


def _right(axes: Axes, place: tuple[float, float], text: str, transform: Transform) -> None:
    axes.text(*place, text, transform=transform, va="bottom", ha="right", fontsize=7, color=MUTED).set_in_layout(False)


def _row(axes: Axes, own: pd.DataFrame, row: int, metric: str, color: str, most: int) -> dict[str, list[str]]:
    values = own["value"].to_numpy(float)
    if not len(values):
        axes.text(0, row, "no value", transform=axes.get_yaxis_transform(), va="center", color=MUTED)
        return {}
    axes.boxplot(
        [values],
        positions=[row],
        orientation="horizontal",
        widths=0.46,
        showfliers=False,
        patch_artist=True,
        manage_ticks=False,
        boxprops={"facecolor": f"{color}2e", "edgecolor": color, "linewidth": 1},
        whiskerprops={"color": color, "linewidth": 1},
        capprops={"color": color, "linewidth": 1},
        medianprops={"color": INK, "linewidth": 1.8},
    )
    # The same patient sits at the same height in every row: a spread without chance.
    heights = row + 0.16 * np.array([-1, 0.5, -0.25, 1, -0.75, 0.25, 0.75, -0.5])[np.arange(len(values)) % 8]
    titles = {}
    failed = own["failed"].to_numpy(bool)
    drawn = drawn_points(np.abs(values - np.median(values)) + np.where(failed, np.ptp(values), 0), most)
    for kind, rows in (("ok", ~failed & drawn), ("failed", failed & drawn)):
        if rows.any():
            gid = f"{kind}-{row}"
            axes.scatter(values[rows], heights[rows], zorder=3, clip_on=False, gid=gid, **_mark(kind, color))
            titles[gid] = [
                f"{patient}: {measure(value, metric, unit=True)}{' (missed or spurious)' if kind == 'failed' else ''}"
                for patient, value in zip(own["patient"][rows], values[rows], strict=True)
            ]
    return titles


def _mark(kind: str, color: str) -> dict[str, Any]:
    if kind == "failed":
        return {"s": 22, "color": VERMILLION, "marker": "x", "linewidths": 1.4}
    return {"s": 13, "color": color, "alpha": 0.85, "edgecolors": "white", "linewidths": 0.4}


def _scale(axes: Axes, values: np.ndarray, metric: str) -> None:
    """From just under the lowest value to 1; distances from 0, on a log scale where one is far off."""
    if not metric_of(metric).unit:
        lowest = values.min() if len(values) else 0.0
        limits = _with_room(max(0.0, int(lowest * 10 - 0.2) / 10), 1.0)
    elif len(values) and np.median(values) > 0 and values.max() > LOG_RATIO * np.median(values):
        axes.set_xscale("symlog", linthresh=1.0, linscale=0.3)
        ticks = [0, 1, 3, 10, 30, 100, 300, 1000]
        axes.set_xticks(ticks, [str(tick) for tick in ticks])
        axes.set_xlabel(f"{metric_of(metric).title}, logarithmic above 1")
        limits = (-0.15, max(values.max() * 1.1, 3))
    else:
        limits = _with_room(0, values.max() * 1.04 + 1e-9 if len(values) else 1)
    axes.set_xlim(*limits)


def _with_room(low: float, high: float) -> tuple[float, float]:
    """Limits that keep marks at the ends clear of the labels."""
    room = 0.03 * (high - low)
    return low - room, high + room


def _alt(values: pd.DataFrame, arms: list[str], metric: str, title: str) -> str:
    parts = []
    for arm in arms:
        own = values.loc[values["arm"] == arm, "value"]
        shown = (
            f"median {measure(own.median(), metric, unit=True)}, {plural(len(own), 'patient')}" if len(own) else "none"
        )
        parts.append(f"{arm}: {shown}")
    return f"Box plot of {metric_of(metric).label}, {title}. {'; '.join(parts)}."
