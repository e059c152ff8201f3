"""Learning curves: mean Dice against the share of training patients, a line a family of arms."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from markupsafe import Markup
from matplotlib.axes import Axes

from segstudy.comparison.learning import Point
from segstudy.drawing.palette import BLACK, BLUE, GREEN, ORANGE, PURPLE, SKY, VERMILLION
from segstudy.report.figures.drawing import drawing, to_svg
from segstudy.report.numbers import fixed

COLORS = (BLUE, VERMILLION, GREEN, PURPLE, ORANGE, BLACK, SKY)
MARKS = "osD^vPX"
STYLES = ("-", (0, (5, 2)), (0, (1, 1.5)), (0, (5, 1.5, 1, 1.5)))
# Of the shown range: families side by side, so that no interval hides another.
APART = 0.012


def learning_curve(
    curves: Mapping[str, Sequence[Point]], title: str, name: str, width: float = 3.3, lowest: float = 0.0
) -> Markup:
    """Points with their intervals, joined in each family.

    The horizontal axis is the share of the training patients; below each share the number of patients, where all
    families agree on it.

    Args:
        curves: By family.
        title: Of the figure.
        name: Unique in the page, safe as an id.
        width: In inches.
        lowest: Where the vertical axis begins.
    """
    with drawing(width, 2.7) as (figure, (axes,)):
        titles: dict[str, list[str]] = {}
        for place, (family, points) in enumerate(curves.items()):
            color, mark = COLORS[place % len(COLORS)], MARKS[place % len(MARKS)]
            shift = APART * (place - (len(curves) - 1) / 2)
            across = np.array([point.fraction for point in points]) + shift
            mean = np.array([point.mean for point in points])
            reach = np.array([(point.mean - point.low, point.high - point.mean) for point in points]).T
            style = STYLES[place // len(COLORS) % len(STYLES)]
            axes.plot(
                across, mean, color=color, linewidth=1.5, linestyle=style, marker=mark, markersize=4, label=family
            )
            axes.errorbar(across, mean, np.nan_to_num(reach), color=color, linewidth=1, capsize=2, linestyle="none")
            gid = f"points-{place}"
            axes.scatter(across, mean, s=60, color=color, alpha=0.01, gid=gid, zorder=4)
            titles[gid] = [f"{point.arm}: {_told(point)}" for point in points]
        _ticks(axes, curves)
        axes.set_ylim(lowest, 1)
        axes.set_ylabel("Dice")
        axes.set_title(title, loc="left", x=0)
        axes.set_xlabel("Share of the training patients")
        return to_svg(figure, name, _alt(curves, title), titles)


def _ticks(axes: Axes, curves: Mapping[str, Sequence[Point]]) -> None:
    counts: dict[float, set[float]] = {}
    for points in curves.values():
        for point in points:
            counts.setdefault(point.fraction, set()).add(point.training_patients)
    labels = []
    for fraction, known in sorted(counts.items()):
        (one,) = known if len(known) == 1 else (np.nan,)
        labels.append(f"{100 * fraction:g} %" + (f"\n{one:.3g}" if one == one else ""))
    axes.set_xticks(sorted(counts), labels)
    axes.set_xlim(0, 1.05)


def legend(families: Iterable[str]) -> list[tuple[str, str]]:
    """(family, color) in the order drawn."""
    return [(family, COLORS[place % len(COLORS)]) for place, family in enumerate(families)]


def _told(point: Point) -> str:
    return f"{fixed(point.mean)} ({fixed(point.low)} to {fixed(point.high)}) from {100 * point.fraction:g} %"


def _alt(curves: Mapping[str, Sequence[Point]], title: str) -> str:
    parts = [f"{family}: {', '.join(_told(point) for point in points)}" for family, points in curves.items()]
    return f"Learning curve of Dice, {title}. {'; '.join(parts)}."
