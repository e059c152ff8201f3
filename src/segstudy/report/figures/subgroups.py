"""A mean, or a mean difference, in each group of patients, with its interval, beside that of everybody."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from segstudy.drawing.palette import BLUE, INK, MUTED
from segstudy.report.figures.drawing import drawing, to_svg
from segstudy.report.figures.forest import PLATE
from segstudy.report.numbers import is_number, measure

WIDTH, ROW = 3.6, 0.34


@dataclass(frozen=True)
class Group:
    """A row: what it is called, its patients, mean and interval (NaN where there is none), and all of it in words."""

    name: str
    patients: int
    value: float
    low: float
    high: float
    words: str
    everybody: bool = False


def subgroup_forest(rows: Sequence[Group], metric: str, title: str, axis: str, difference: bool, name: str) -> Markup:
    """One row a group; everybody's mean is a diamond and a dashed line, and 0 a line where differences are drawn."""
    with drawing(WIDTH, 0.75 + ROW * len(rows)) as (figure, (axes,)):
        titles = {}
        if difference:
            axes.axvline(0, color=INK, linewidth=1)
        for place, row in enumerate(rows):
            color = INK if row.everybody else BLUE
            if row.everybody and is_number(row.value):
                axes.axvline(row.value, color=MUTED, linewidth=0.9, linestyle=(0, (4, 3)), zorder=1)
            if is_number(row.low):
                axes.plot([row.low, row.high], [place, place], color=color, linewidth=2, solid_capstyle="round")
            if is_number(row.value):
                gid = f"group-{place}"
                marker = "D" if row.everybody else "o"
                axes.scatter([row.value], [place], s=34, color=color, marker=marker, zorder=3, gid=gid)
                titles[gid] = [row.words]
            transform = axes.get_yaxis_transform()
            shown = f"{row.name} (n = {row.patients})"
            axes.text(0, place - 0.24, shown, transform=transform, va="bottom", fontsize=7.5, bbox=PLATE).set_in_layout(
                False
            )
            number = measure(row.value, metric, sign=difference)
            axes.text(
                1, place - 0.24, number, transform=transform, va="bottom", ha="right", fontsize=7.5
            ).set_in_layout(False)
        axes.set_yticks([])
        axes.set_ylim(len(rows) - 0.6, -0.85)
        axes.spines["left"].set_visible(False)
        axes.set_title(title, loc="left", x=0)
        axes.set_xlabel(axis)
        return to_svg(figure, name, f"{title}. {'; '.join(row.words for row in rows)}.", titles)
