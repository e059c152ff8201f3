"""Mean Dice over training time, with the line of the arms that no other beats at both."""

import math
from collections.abc import Sequence

import numpy as np
from markupsafe import Markup
from matplotlib.axes import Axes

from segstudy.comparison.pareto import Priced
from segstudy.drawing.palette import BLUE, INK, MUTED
from segstudy.report.figures.drawing import drawing, to_svg
from segstudy.report.figures.reader_colors import GUIDE
from segstudy.report.numbers import duration, fixed

WIDTH = 6.6
NAME_HEIGHT = 0.19
TICKS: list[float] = [
    float(number * unit)
    for unit, numbers in (
        (1, (1, 2, 5, 10, 20, 30)),
        (60, (1, 2, 3, 4, 5, 7, 10, 15, 20, 30)),
        (3600, (1, 2, 3, 5, 8, 12)),
    )
    for number in numbers
] + [86400.0 * days for days in (1, 2, 4, 7, 14, 30)]
MOST_TICKS = 6


def pareto(arms: Sequence[Priced], front: Sequence[Priced], baseline: str, name: str) -> Markup:
    """Names stand in a column on the right, in the order of Dice, each joined to its point."""
    height = max(2.6, 0.9 + NAME_HEIGHT * len(arms))
    with drawing(WIDTH, height) as (figure, (axes,)):
        best = {one.arm for one in front}
        seconds, dice = (np.array([getattr(one, key) for one in arms]) for key in ("seconds", "dice"))
        room = 0.12 * (dice.max() - dice.min()) or 0.05
        axes.set_ylim(dice.min() - room, min(dice.max() + room, 1.0))
        axes.set_xscale("log")
        low, high = seconds.min() / 1.3, seconds.max() * 1.3
        axes.set_xlim(low, high)
        ticks = [tick for tick in TICKS if low <= tick <= high]
        ticks = ticks[:: max(1, math.ceil(len(ticks) / MOST_TICKS))] or [float(np.sqrt(low * high))]
        axes.set_xticks(ticks, [_short(tick) for tick in ticks])
        axes.minorticks_off()
        axes.set_xlabel("Training time of all folds and seeds, logarithmic")
        axes.set_ylabel("Mean Dice")
        axes.step([one.seconds for one in front] + [high], [one.dice for one in front] + [front[-1].dice],
                  where="post", color=BLUE, linewidth=1.4)  # fmt: skip
        titles = {}
        for place, one in enumerate(arms):
            color = MUTED if one.arm == baseline else BLUE
            face = color if one.arm in best else "white"
            gid = f"arm-{place}"
            axes.scatter(
                [one.seconds], [one.dice], s=44, color=face, edgecolors=color, linewidths=1.6, zorder=4, gid=gid
            )
            words = f"{one.arm}: Dice {fixed(one.dice)} ± {fixed(one.sd)}, {duration(one.seconds)} of training"
            titles[gid] = [words + (", on the front" if one.arm in best else "")]
        _names(axes, arms, best, baseline, height)
        return to_svg(figure, name, _alt(arms, front), titles)


def _names(axes: Axes, arms: Sequence[Priced], best: set[str], baseline: str, height: float) -> None:
    """From the top down, each as near its point's height as those above allow; and none below the axes."""
    bottom, top = axes.get_ylim()
    apart = NAME_HEIGHT / (height - 0.7)
    wished = [(one.dice - bottom) / (top - bottom) for one in arms]
    places, above = [], 1.0 + apart / 2
    for row, wish in enumerate(wished):
        above = max(min(wish, above - apart), (len(arms) - 1 - row) * apart)
        places.append(above)
    for one, wish, place in zip(arms, wished, places, strict=True):
        color = MUTED if one.arm == baseline else INK
        axes.annotate(
            one.arm, (1, wish), xycoords="axes fraction", xytext=(1.06, place), textcoords="axes fraction",
            va="center", fontsize=8 * min(1.0, 30 / len(one.arm)), color=color,
            fontweight="bold" if one.arm in best else "normal", annotation_clip=False,
        )  # fmt: skip
        x = (np.log(one.seconds) - np.log(axes.get_xlim()[0])) / np.diff(np.log(axes.get_xlim()))[0]
        axes.plot([x, 1, 1.05], [wish, wish, place], transform=axes.transAxes, color=GUIDE, linewidth=0.7,
                  clip_on=False, zorder=1)  # fmt: skip


def _short(seconds: float) -> str:
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= size:
            return f"{seconds / size:.2g} {unit}"
    return f"{seconds:.2g} s"


def _alt(arms: Sequence[Priced], front: Sequence[Priced]) -> str:
    listed = "; ".join(f"{one.arm}: {fixed(one.dice)}, {duration(one.seconds)}" for one in arms)
    return f"Mean Dice over training time. {listed}. No arm beats at both: {', '.join(one.arm for one in front)}."
