"""Dice against the size of what the network sees: lines of arms with intervals."""

from collections.abc import Mapping, Sequence

import numpy as np
from markupsafe import Markup

from segstudy.report.figures.drawing import drawing, to_svg
from segstudy.report.figures.learning import COLORS, MARKS
from segstudy.report.numbers import fixed
from segstudy.report.representations import ArmRepresentation

WIDTH, HEIGHT = 3.3, 2.7


def dice_by_size(series: Mapping[str, Sequence[ArmRepresentation]], name: str) -> Markup:
    """Mean Dice with its interval over the side of what the network sees, a line a kind; the axis is logarithmic."""
    sides = sorted({row.side for rows in series.values() for row in rows})
    with drawing(WIDTH, HEIGHT) as (figure, (axes,)):
        titles, lowest = {}, 1.0
        axes.set_xscale("log", base=2)
        for place, (kind, rows) in enumerate(series.items()):
            color, mark = COLORS[place % len(COLORS)], MARKS[place % len(MARKS)]
            across = np.array([row.side for row in rows]) * 2 ** (0.03 * (place - (len(series) - 1) / 2))
            mean = np.array([row.dice for row in rows])
            reach = np.array([(row.dice - row.low, row.high - row.dice) for row in rows]).T
            axes.plot(across, mean, color=color, linewidth=1.5, marker=mark, markersize=4, label=kind)
            axes.errorbar(across, mean, np.nan_to_num(reach), color=color, linewidth=1, capsize=2, linestyle="none")
            axes.scatter(across, mean, s=60, color=color, alpha=0.01, gid=f"size-{place}", zorder=4)
            titles[f"size-{place}"] = [_told(row) for row in rows]
            lowest = min(lowest, *(value for row in rows for value in (row.dice, row.low) if value == value))
        axes.set_xticks(sides, [f"{side:g}" for side in sides])
        axes.minorticks_off()
        axes.set_ylim(max(0.0, lowest - 0.05), 1)
        axes.set_xlabel("Pixels a side that the network sees")
        axes.set_ylabel("Dice")
        axes.set_title("All organs (mean)", loc="left", x=0)
        parts = [f"{kind}: {', '.join(_told(row) for row in rows)}" for kind, rows in series.items()]
        return to_svg(figure, name, f"Mean Dice against input size. {'; '.join(parts)}.", titles)


def _told(row: ArmRepresentation) -> str:
    return f"{row.arm}: {fixed(row.dice)} ({fixed(row.low)} to {fixed(row.high)}) at {row.side:g} pixels"
