"""How intensities are spread, before and after preparation."""

import numpy as np
from markupsafe import Markup
from matplotlib.axes import Axes

from segstudy.drawing.palette import BLUE, MUTED, ORANGE
from segstudy.report.figures.drawing import drawing, to_svg
from segstudy.report.numbers import fixed

BINS = 70
# Above bone there is metal; its few voxels go into the last bin.
SHOWN_HU = (-1100.0, 2500.0)
SOFT_HU = (-160.0, 240.0)


def histograms(
    hu: np.ndarray, seen: np.ndarray, soft: tuple[float, float] | None, name: str, title: str, gray: bool = False
) -> Markup:
    """Hounsfield units of a scan above what a network sees of it, both as shares of their voxels on a log scale.

    Args:
        hu: Of the scan, in any shape.
        seen: What the network gets, in any shape.
        soft: What soft tissue (−160 to 240 HU) becomes; shaded in both, None where it is not known.
        name: Unique in the page, safe as an id.
        title: Of the lower axes.
        gray: `hu` are gray levels of a 2D image, 0 to 255.
    """
    with drawing(3.3, 3.3, rows=2) as (figure, (before, after)):
        shown, band = ((0.0, 255.0), None) if gray else (SHOWN_HU, SOFT_HU)
        _bars(before, np.clip(hu, *shown), shown, MUTED, band)
        before.set_title(f"Before: the {'2D image' if gray else 'scan'}", loc="left", x=0)
        before.set_xlabel("Gray level" if gray else "Hounsfield units")
        low, high = float(seen.min()), float(seen.max())
        _bars(after, seen, (low, high if high > low else low + 1), BLUE, soft)
        after.set_title("After: the network’s input", loc="left", x=0)
        after.set_xlabel("Value")
        return to_svg(figure, name, _alt(hu, seen, soft, title, "" if gray else " HU"))


def _bars(
    axes: Axes, values: np.ndarray, shown: tuple[float, float], color: str, soft: tuple[float, float] | None
) -> None:
    counts, edges = np.histogram(values, bins=BINS, range=shown)
    axes.stairs(counts / max(values.size, 1), edges, fill=True, color=color, alpha=0.75)
    if soft is not None:
        axes.axvspan(*soft, color=ORANGE, alpha=0.3, linewidth=0)
    axes.set_yscale("log")
    axes.set_yticks([1, 1e-2, 1e-4, 1e-6], ["100 %", "1 %", "0.01 %", "0.0001 %"])
    axes.set_ylim(max(0.3 / max(values.size, 1), 5e-7), 2)
    axes.set_xlim(*shown)
    axes.minorticks_off()


def _alt(hu: np.ndarray, seen: np.ndarray, soft: tuple[float, float] | None, title: str, unit: str) -> str:
    tissue = f" Soft tissue, −160 to 240 HU, becomes {fixed(soft[0], 2)} to {fixed(soft[1], 2)}." if soft else ""
    return (
        f"Histograms of {title}. Before: {fixed(hu.min(), 0)} to {fixed(hu.max(), 0)}{unit}. After: "
        f"{fixed(seen.min(), 2)} to {fixed(seen.max(), 2)}, mean {fixed(seen.mean(), 2)}, "
        f"standard deviation {fixed(seen.std(), 2)}.{tissue}"
    )
