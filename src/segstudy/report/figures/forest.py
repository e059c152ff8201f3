"""How much each arm differs from the baseline, with the interval of that difference."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from matplotlib.ticker import MaxNLocator

from segstudy.drawing.palette import BLUE, INK, MUTED, VERMILLION
from segstudy.report.figures.drawing import drawing, to_svg
from segstudy.report.numbers import measure

WIDTH = 4.4
ROW = 0.36
LONGEST = 52
PLATE: dict[str, Any] = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}


@dataclass(frozen=True)
class Difference:
    """An arm's mean less the baseline's, its interval, the verdict of its test, and all of it in words."""

    arm: str
    value: float
    low: float
    high: float
    verdict: str
    words: str


COLORS = {"better": BLUE, "worse": VERMILLION}


def forest(rows: Sequence[Difference], baseline: str, metric: str, title: str, name: str) -> Markup:
    """One row an arm, from top to bottom; filled where the test found a difference, hollow where not."""
    with drawing(WIDTH, 0.75 + ROW * len(rows)) as (figure, (axes,)):
        axes.axvline(0, color=INK, linewidth=1)
        titles = {}
        for place, row in enumerate(rows):
            color = COLORS.get(row.verdict, MUTED)
            axes.plot([row.low, row.high], [place, place], color=color, linewidth=2.2, solid_capstyle="round")
            face = color if row.verdict in COLORS else "white"
            gid = f"difference-{place}"
            axes.scatter([row.value], [place], s=46, color=face, edgecolors=color, linewidths=1.6, zorder=3, gid=gid)
            titles[gid] = [row.words]
            size = 8 * min(1.0, LONGEST / (len(row.arm) + 10))
            transform = axes.get_yaxis_transform()
            label = axes.text(0, place - 0.26, row.arm, transform=transform, va="bottom", fontsize=size, bbox=PLATE)
            label.set_in_layout(False)
            shown = measure(row.value, metric, sign=True)
            number = axes.text(1, place - 0.26, shown, transform=transform, va="bottom", ha="right", fontsize=8)
            number.set(color=INK if row.verdict in COLORS else MUTED, in_layout=False)
        axes.set_yticks([])
        axes.set_ylim(len(rows) - 0.6, -0.85)
        axes.spines["left"].set_visible(False)
        axes.set_title(title, loc="left", x=0)
        axes.set_xlabel(f"Difference from {baseline}")
        low, high = min(0.0, *(row.low for row in rows)), max(0.0, *(row.high for row in rows))
        room = 0.06 * (high - low) or 0.01
        axes.set_xlim(low - room, high + room)
        axes.xaxis.set_major_locator(MaxNLocator(5))  # where all is small, numbers are long
        return to_svg(figure, name, f"{title}. {'; '.join(row.words for row in rows)}.", titles)
