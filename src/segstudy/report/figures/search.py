"""How a search went: the value of each trial, and which hyper-parameters decide it."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from segstudy.config.sections.words import plural
from segstudy.drawing.palette import BLUE, INK, MUTED, VERMILLION
from segstudy.report.figures.drawing import drawing, to_svg
from segstudy.report.numbers import fixed
from segstudy.report.searches import SearchPart

WIDTH = 3.3
STYLES: dict[str, dict[str, Any]] = {
    "complete": {"s": 14, "color": BLUE, "alpha": 0.75, "edgecolors": "white", "linewidths": 0.4},
    "pruned": {"s": 16, "color": VERMILLION, "marker": "x", "linewidths": 1.1},
}


def history(parts: Sequence[SearchPart], title: str, name: str) -> Markup:
    """Validation Dice against the trial's number.

    Complete trials are points, pruned ones crosses; a step line gives the best so far of each part.
    """
    titles = {}
    with drawing(WIDTH, 2.6) as (figure, (axes,)):
        for place, part in enumerate(parts):
            valued = part.trials.dropna(subset=["value"])
            for state, style in STYLES.items():
                rows = valued[valued["state"] == state]
                if len(rows):
                    gid = f"{state}-{place}"
                    axes.scatter(rows["trial"], rows["value"], zorder=3, gid=gid, **style)
                    titles[gid] = [
                        f"fold {part.fold}, trial {row.trial}, {state}: {fixed(row.value)}" for row in rows.itertuples()
                    ]
            best = part.trials.dropna(subset=["best"])
            axes.step(best["trial"], best["best"], where="post", color=INK, linewidth=1.4, alpha=0.7)
        axes.set_title(title, loc="left", x=0)
        axes.set_xlabel("Trial")
        axes.set_ylabel("Validation Dice")
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
        _limits(axes, parts)
        return to_svg(figure, name, _history_alt(parts, title), titles)


def _limits(axes: Axes, parts: Sequence[SearchPart]) -> None:
    values = np.concatenate([part.trials["value"].dropna().to_numpy(float) for part in parts])
    if len(values):
        low, high = values.min(), values.max()
        room = max(0.06 * (high - low), 0.005)
        axes.set_ylim(max(0.0, low - room) if low > room else -room, min(1.0, high + room))


def _history_alt(parts: Sequence[SearchPart], title: str) -> str:
    folds = [
        f"fold {part.fold}: {plural(len(part.trials), 'trial')}, best {fixed(part.trials['value'].max())}"
        for part in parts
    ]
    return f"History of the search {title}. {'; '.join(folds)}."


def importance(parts: Sequence[SearchPart], title: str, name: str) -> Markup | None:
    """A bar for each hyper-parameter, its mean share over parts, and a point for each part; None where none tells."""
    table = pd.concat([part.importance.assign(fold=part.fold) for part in parts], ignore_index=True)
    if not len(table):
        return None
    means = table.groupby("parameter")["importance"].mean().sort_values(ascending=False)
    titles = {}
    with drawing(WIDTH, 0.75 + 0.36 * len(means)) as (figure, (axes,)):
        axes.barh(range(len(means)), means, height=0.3, color=f"{BLUE}66")
        for row, parameter in enumerate(means.index):
            own = table[table["parameter"] == parameter]
            if len(parts) > 1:
                gid = f"importance-{row}"
                axes.scatter(own["importance"], [row] * len(own), s=12, color=BLUE, zorder=3, clip_on=False, gid=gid)
                titles[gid] = [f"fold {line.fold}: {fixed(line.importance, 2)}" for line in own.itertuples()]
            words = parameter.replace("model.", "").replace(".", " ").replace("_", " ")
            axes.text(0, row - 0.2, words, va="bottom", fontsize=8)
            axes.text(1, row - 0.2, fixed(means.iloc[row], 2), va="bottom", ha="right", fontsize=7, color=MUTED)
        axes.set_yticks([])
        axes.set_ylim(len(means) - 0.6, -0.75)
        axes.set_xlim(0, 1)
        axes.spines["left"].set_visible(False)
        axes.set_title(title, loc="left", x=0)
        axes.set_xlabel("Share of importance")
        shares = "; ".join(f"{parameter} {fixed(value, 2)}" for parameter, value in means.items())
        return to_svg(figure, name, f"Importance of hyper-parameters in the search {title}: {shares}.", titles)
