"""Curves of how well uncertainty tells errors."""

import pandas as pd
from markupsafe import Markup
from matplotlib.ticker import MaxNLocator

from segstudy.drawing.palette import BLACK, BLUE, GREEN, MUTED, ORANGE, PURPLE, SKY, VERMILLION
from segstudy.report.figures.drawing import drawing, to_svg
from segstudy.report.numbers import fixed

COLORS = (BLUE, ORANGE, GREEN, PURPLE, SKY, VERMILLION, BLACK)
MARKS = "osD^vPX"


def arm_colors(arms: list[str]) -> dict[str, str]:
    """A color for each arm; they repeat after seven, and hovering names the arm."""
    return {arm: COLORS[index % len(COLORS)] for index, arm in enumerate(arms)}


def calibration_curves(table: pd.DataFrame, colors: dict[str, str]) -> Markup:
    """Share of right voxels against confidence, one line an arm.

    Args:
        table: Columns arm, confidence, accuracy, voxels.
        colors: Of every arm.
    """
    with drawing(3.7, 3.4) as (figure, (axes,)):
        axes.plot([0, 1], [0, 1], color=MUTED, linewidth=0.9, linestyle=(0, (4, 3)))
        titles = {}
        for place, (arm, color) in enumerate(colors.items()):
            own = table[table["arm"] == arm]
            if own.empty:
                continue
            axes.plot(own["confidence"], own["accuracy"], color=color, linewidth=1.4)
            gid, mark = f"bin-{place}", MARKS[place % len(MARKS)]
            axes.scatter(
                own["confidence"], own["accuracy"], s=20, color=color, marker=mark, zorder=3, clip_on=False, gid=gid
            )
            titles[gid] = [
                f"{arm}: {fixed(row.confidence, 2)} sure, {fixed(row.accuracy, 2)} right, {row.voxels:,} voxels"
                for row in own.itertuples()
            ]
        low = min(0.3, float(table[["confidence", "accuracy"]].min().min()))
        axes.set(xlim=(low, 1), ylim=(0, 1.02), xlabel="Confidence", ylabel="Share that is right")
        axes.set_title("Calibration", loc="left", x=0)
        alt = "Calibration: share of right voxels against confidence, for " + ", ".join(colors)
        return to_svg(figure, "sure-calibration", alt, titles)


def retained_curves(table: pd.DataFrame, colors: dict[str, str]) -> Markup:
    """Mean Dice against the share of voxels left out, one line an arm; columns arm, retained, dice."""
    with drawing(3.7, 3.4) as (figure, (axes,)):
        ends = []
        for arm, color in colors.items():
            own = table[table["arm"] == arm].sort_values("retained", ascending=False).dropna(subset=["dice"])
            if own.empty:
                continue
            axes.plot(100 * (1 - own["retained"]), own["dice"], color=color, linewidth=1.4, marker="o", markersize=3)
            ends.append(f"{arm} from {fixed(own['dice'].iloc[0])} to {fixed(own['dice'].iloc[-1])}")
        axes.set(xlabel="Least sure voxels left out (%)", ylabel="Mean Dice of the rest")
        axes.set_ylim(top=1.02)
        axes.set_title("What remains when the unsure is left out", loc="left", x=0)
        return to_svg(figure, "sure-retained", f"Dice of the surest voxels: {'; '.join(ends)}.")


def dice_against(cases: pd.DataFrame, colors: dict[str, str], what: str) -> Markup:
    """Dice against uncertainty, a point a case.

    Args:
        cases: Columns arm, case, dice, uncertainty.
        colors: Of every arm.
        what: The map's name in words.
    """
    with drawing(3.7, 3.4) as (figure, (axes,)):
        titles = {}
        for place, (arm, color) in enumerate(colors.items()):
            own = cases[cases["arm"] == arm].dropna(subset=["dice", "uncertainty"])
            if own.empty:
                continue
            gid, mark = f"case-{place}", MARKS[place % len(MARKS)]
            axes.scatter(
                own["uncertainty"], own["dice"], s=26, color=color, marker=mark, zorder=3, clip_on=False, gid=gid
            )
            titles[gid] = [f"{arm}, {row.case}: Dice {fixed(row.dice)}" for row in own.itertuples()]
        axes.set(xlabel=f"Mean {what} of the organs", ylabel="Dice")
        axes.set_ylim(0, 1)
        axes.xaxis.set_major_locator(MaxNLocator(nbins=4))
        axes.set_title("Dice against uncertainty, case by case", loc="left", x=0)
        return to_svg(figure, "sure-dice", f"Dice against mean {what}, a point for each case and arm.", titles)
