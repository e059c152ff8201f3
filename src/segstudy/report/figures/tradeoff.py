"""Precision against recall: on which side of the truth a prediction errs."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from markupsafe import Markup
from matplotlib.axes import Axes

from segstudy.config.sections.words import plural
from segstudy.drawing.palette import INK, MUTED, VERMILLION
from segstudy.report.figures.crowd import drawn_points
from segstudy.report.figures.drawing import drawing, to_svg
from segstudy.report.figures.reader_colors import GUIDE
from segstudy.report.numbers import fixed

MARKS = "osD^vPX"
WIDTH, HEIGHT = 3.7, 3.9
MOST_POINTS = 400


def precision_recall(cases: pd.DataFrame, colors: Mapping[str, str], title: str, name: str, low: float = 0.0) -> Markup:
    """Every case as a point, one mark and color an organ, on lines of equal Dice.

    Below the diagonal precision is the smaller: more was segmented than is there. Of more than `MOST_POINTS` cases,
    those with the lowest Dice and a sample of the others (see `drawn_points`).

    Args:
        cases: Columns case, organ, precision, recall, dice, failed (missed or spurious: crosses).
        colors: Of every organ, in the order of the legend.
        title: Of the figure.
        name: Unique in the page, safe as an id.
        low: Where both axes begin.
    """
    with drawing(WIDTH, HEIGHT) as (figure, (axes,)):
        axes.plot([0, 1], [0, 1], color=MUTED, linewidth=0.9, linestyle=(0, (4, 3)))
        _equal_dice(axes, low)
        titles: dict[str, Sequence[str]] = {}
        for place, (organ, color) in enumerate(colors.items()):
            own = cases[cases["organ"] == organ].sort_values("case")
            own = own[drawn_points(1 - own["dice"].to_numpy(float), MOST_POINTS // len(colors))]
            failed = own["failed"].astype(bool)
            for kind, rows in (("ok", own[~failed]), ("failed", own[failed])):
                if len(rows):
                    gid = f"{kind}-{place}"
                    style: dict[str, Any] = (
                        {"marker": "x", "color": VERMILLION, "s": 30, "linewidths": 1.5}
                        if kind == "failed"
                        else {"marker": MARKS[place % len(MARKS)], "color": color, "s": 24, "edgecolors": INK}
                        | {"linewidths": 0.6, "alpha": 0.9, "label": organ}
                    )
                    axes.scatter(rows["recall"], rows["precision"], zorder=3, clip_on=False, gid=gid, **style)
                    titles[gid] = [
                        f"{row.case}, {organ}: precision {fixed(row.precision, 2)}, recall {fixed(row.recall, 2)}, "
                        f"Dice {fixed(row.dice, 2)}{' (missed or spurious)' if kind == 'failed' else ''}"
                        for row in rows.itertuples()
                    ]
        room = 0.02 * (1 - low)
        axes.set_xlim(low - room, 1 + room)
        axes.set_ylim(low - room, 1 + room)
        axes.set_aspect("equal")
        axes.set_title(title, loc="left", x=0)
        axes.set_xlabel("Recall")
        axes.set_ylabel("Precision")
        axes.text(0.98, 0.03, "over-segmented", transform=axes.transAxes, ha="right", fontsize=8, color=MUTED)
        axes.text(0.03, 0.97, "under-segmented", transform=axes.transAxes, va="top", fontsize=8, color=MUTED)
        if axes.get_legend_handles_labels()[0]:
            axes.legend(
                loc="upper center",
                bbox_to_anchor=(0.45, -0.14),
                ncols=4,
                fontsize=8,
                handletextpad=0.1,
                columnspacing=1,
            )
        return to_svg(figure, name, _alt(cases, list(colors), title), titles)


def _equal_dice(axes: Axes, low: float) -> None:
    for dice in (0.5, 0.7, 0.8, 0.9, 0.95):
        if dice <= low:
            continue
        recall = np.linspace(max(dice / (2 - dice), low), 1, 60)
        precision = dice * recall / (2 * recall - dice)
        inside = (precision <= 1) & (precision >= low)
        axes.plot(recall[inside], precision[inside], color=GUIDE, linewidth=0.8)
        # Where the curve meets the diagonal both equal Dice.
        axes.text(dice, dice, f"{dice:g}", fontsize=7, color=MUTED, ha="center", va="center", zorder=2,
                  bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6})  # fmt: skip


def _alt(cases: pd.DataFrame, organs: list[str], title: str) -> str:
    parts = []
    for organ in organs:
        own = cases[cases["organ"] == organ]
        if len(own):
            parts.append(
                f"{organ}: mean precision {fixed(own['precision'].mean(), 2)}, mean recall "
                f"{fixed(own['recall'].mean(), 2)}, {plural(len(own), 'case')}"
            )
    return f"Precision against recall, {title}. {'; '.join(parts)}."
