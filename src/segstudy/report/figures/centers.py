"""Dice against how far off centers are."""

import pandas as pd
from markupsafe import Markup

from segstudy.report.figures.drawing import drawing, to_svg
from segstudy.report.figures.sureness import MARKS
from segstudy.report.numbers import fixed


def dice_against_centers(cases: pd.DataFrame, colors: dict[str, str], organ: str, unit: str, name: str) -> Markup:
    """A point for each case; columns arm, case, error, dice. colors: of every arm. unit: of the error."""
    with drawing(3.7, 3.4) as (figure, (axes,)):
        titles = {}
        for place, (arm, color) in enumerate(colors.items()):
            own = cases[cases["arm"] == arm]
            if own.empty:
                continue
            style = {"color": color, "marker": MARKS[place % len(MARKS)], "s": 26, "gid": f"case-{place}"}
            axes.scatter(own["error"], own["dice"], zorder=3, clip_on=False, **style)
            titles[f"case-{place}"] = [
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
