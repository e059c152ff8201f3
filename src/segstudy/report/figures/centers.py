"""Dice against how far off centers are."""

import pandas as pd
from markupsafe import Markup

from segstudy.report.figures.drawing import drawing, to_svg
from segstudy.report.figures.sureness import MARKS
from segstudy.report.numbers import fixed


def dice_against_centers(cases: pd.DataFrame, colors: dict[str, str], organ: str, unit: str, name: str) -> Markup:
    """Dice against the error of centers, a point a case.

    Args:
        cases: Columns arm, case, error, dice.
        colors: Of every arm.
        organ: The title.
        unit: Of the error.
        name: Unique in the page, safe as an id.
    """
    with drawing(3.7, 3.4) as (figure, (axes,)):
        titles = {}
        for place, (arm, color) in enumerate(colors.items()):
            own = cases[(cases["arm"] == arm) & cases["error"].notna()]
            if own.empty:
                continue
            gid, mark = f"case-{place}", MARKS[place % len(MARKS)]
            axes.scatter(own["error"], own["dice"], s=26, color=color, marker=mark, zorder=3, clip_on=False, gid=gid)
            titles[gid] = [
                f"{arm}, {row.case}: centers {fixed(row.error, 1)} {unit} off, Dice {fixed(row.dice)}"
                for row in own.itertuples()
            ]
        axes.set(xlabel=f"Centers off by ({unit})", ylabel="Dice")
        axes.set_ylim(0, 1)
        axes.set_xlim(left=0)
        axes.set_title(organ, loc="left", x=0)
        return to_svg(
            figure, name, f"{organ}: Dice against the error of centers, a point for each case and arm.", titles
        )
