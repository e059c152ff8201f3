"""Dice, recall and time against the size of what the network sees: lines of arms."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from markupsafe import Markup

from segstudy.report.figures.drawing import drawing, to_svg
from segstudy.report.figures.learning import COLORS, MARKS
from segstudy.report.numbers import duration, fixed
from segstudy.report.representations import ArmRepresentation

WIDTH, HEIGHT = 3.3, 2.7
Series = Mapping[str, Sequence[ArmRepresentation]]


class Quantity(NamedTuple):
    """What is drawn.

    Attributes:
        attribute: of an arm's row.
        label: of the axis.
        title: above the figure.
        is_share: whether it lies between 0 and 1.
    """

    attribute: str
    label: str
    title: str
    is_share: bool


QUANTITIES = (
    Quantity("dice", "Dice", "All organs (mean)", True),
    Quantity("recall", "Recall", "All organs (mean)", True),
    Quantity("predicting", "Seconds a case", "Time of predicting", False),
)


def any_known(series: Series, quantity: Quantity) -> bool:
    """Whether there is a line to draw."""
    return any(_value(row, quantity) == _value(row, quantity) for rows in series.values() for row in rows)


def by_input_size(series: Series, quantity: Quantity) -> Markup:
    """A quantity over the side of what the network sees, a line a kind; Dice with its interval; a logarithmic axis."""
    sides = sorted({row.side for rows in series.values() for row in rows})
    with drawing(WIDTH, HEIGHT) as (figure, (axes,)):
        titles, seen = {}, []
        axes.set_xscale("log", base=2)
        for place, (kind, rows) in enumerate(series.items()):
            color, mark = COLORS[place % len(COLORS)], MARKS[place % len(MARKS)]
            across = np.array([row.side for row in rows]) * 2 ** (0.03 * (place - (len(series) - 1) / 2))
            mean = np.array([_value(row, quantity) for row in rows])
            reach = np.array([_reach(row, quantity) for row in rows]).T
            axes.plot(across, mean, color=color, linewidth=1.5, marker=mark, markersize=4, label=kind)
            axes.errorbar(across, mean, np.nan_to_num(reach), color=color, linewidth=1, capsize=2, linestyle="none")
            axes.scatter(across, mean, s=60, color=color, alpha=0.01, gid=f"size-{place}", zorder=4)
            titles[f"size-{place}"] = [_told(row, quantity) for row in rows]
            seen += [*mean, *(mean - reach[0])]
        axes.set_xticks(sides, [f"{side:g}" for side in sides])
        axes.minorticks_off()
        axes.set_ylim(max(0.0, np.nanmin(seen) - 0.05) if quantity.is_share else 0, 1 if quantity.is_share else None)
        axes.set_xlabel("Pixels a side that the network sees")
        axes.set_ylabel(quantity.label)
        axes.set_title(quantity.title, loc="left", x=0)
        parts = [f"{kind}: {', '.join(_told(row, quantity) for row in rows)}" for kind, rows in series.items()]
        name = f"{quantity.attribute}-by-size"
        said = f"{quantity.title}: {quantity.label} against input size. {'; '.join(parts)}."
        return to_svg(figure, name, said, titles)


def _value(row: ArmRepresentation, quantity: Quantity) -> float:
    return float(getattr(row, quantity.attribute))


def _reach(row: ArmRepresentation, quantity: Quantity) -> tuple[float, float]:
    return (row.dice - row.low, row.high - row.dice) if quantity.attribute == "dice" else (0.0, 0.0)


def _told(row: ArmRepresentation, quantity: Quantity) -> str:
    if quantity.attribute == "dice":
        return f"{row.arm}: {fixed(row.dice)} ({fixed(row.low)} to {fixed(row.high)}) at {row.side:g} pixels"
    value = _value(row, quantity)
    return f"{row.arm}: {fixed(value) if quantity.is_share else duration(value)} at {row.side:g} pixels"
