"""How a training went: loss and validation Dice by epoch, each fold a thin line."""

from collections.abc import Mapping

import pandas as pd
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from segstudy.config.sections.words import plural
from segstudy.drawing.palette import BLUE, INK, ORANGE
from segstudy.report.figures.drawing import drawing, to_svg
from segstudy.report.numbers import fixed

# Of a longer training only so many epochs answer to the pointer: they are most of the figure's size.
MOST_POINTS = 20


def curves(histories: Mapping[int, pd.DataFrame], title: str, name: str) -> Markup:
    """Two axes, one above the other: losses (training and validation), and validation Dice.

    The mean over folds is thick, as far as all folds went.

    Args:
        histories: The epochs of each fold, columns epoch, loss, validation_loss, validation_dice; those that are there
            are drawn.
        title: Of the figure.
        name: Unique in the page, safe as an id.
    """
    with drawing(3.3, 3.0, rows=2) as (figure, (losses, dice)):
        titles = _lines(losses, histories, "loss", BLUE, "-", "training")
        titles |= _lines(losses, histories, "validation_loss", ORANGE, "--", "validation")
        losses.set_ylabel("Loss")
        losses.set_title(title, loc="left", x=0)
        losses.set_ylim(0, 1.3 * max(losses.get_ylim()[1], 1e-6))  # room for the legend
        losses.tick_params(labelbottom=False)
        if losses.get_legend_handles_labels()[0]:
            losses.legend(loc="upper right", fontsize=8, handlelength=2.2, ncols=2, borderaxespad=0)
        titles |= _lines(dice, histories, "validation_dice", INK, "-", "validation")
        dice.set_ylabel("Validation Dice")
        dice.set_xlabel("Epoch")
        dice.set_ylim(0, 1)
        for axes in (losses, dice):
            axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
        losses.sharex(dice)
        figure.align_ylabels()
        return to_svg(figure, name, _alt(histories, title), titles)


def _lines(
    axes: Axes, histories: Mapping[int, pd.DataFrame], column: str, color: str, style: str, label: str
) -> dict[str, list[str]]:
    """Draw a line a fold and their mean; return what hovering over points of the mean says."""
    there = [history for history in histories.values() if {"epoch", column} <= set(history.columns)]
    # A single epoch has no line to draw.
    marker = "o" if all(len(history) < 2 for history in there) else ""
    for history in there:
        axes.plot(
            history["epoch"], history[column], color=color, linestyle=style, linewidth=0.8, alpha=0.45, marker=marker
        )
    if not there:
        return {}
    by_epoch = pd.concat([history.set_index("epoch")[column] for history in there], axis=1, join="inner")
    mean = by_epoch.mean(axis=1)
    axes.plot(mean.index, mean, color=color, linestyle=style, linewidth=2, label=label, marker=marker)
    shown = by_epoch.iloc[:: 1 + len(by_epoch) // MOST_POINTS]
    # PreparedCase by the pointer alone.
    axes.scatter(shown.index, mean[shown.index], s=60, color=color, alpha=0, linewidths=0, zorder=4, gid=column)
    name = column.replace("_", " ")
    return {
        column: [
            f"epoch {epoch}: {name} {fixed(folds.mean())}, folds {fixed(folds.min())} to {fixed(folds.max())}"
            for epoch, folds in shown.iterrows()
        ]
    }


def _alt(histories: Mapping[int, pd.DataFrame], title: str) -> str:
    best = [
        f"fold {fold}: best validation Dice {fixed(history['validation_dice'].max())}, {plural(len(history), 'epoch')}"
        for fold, history in histories.items()
        if "validation_dice" in history.columns and len(history)
    ]
    return f"Training curves of {title}. {'; '.join(best)}."
