"""Matplotlib figures as inline SVG that reads well in a page: its style, its width, titles on its marks."""

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from xml.etree import ElementTree

import matplotlib as mpl
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from segstudy.drawing.palette import INK, LINE, MUTED
from segstudy.report.figures.compact import compact
from segstudy.report.figures.reader_colors import GRID, follow_reader

PIXELS_PER_INCH = 96
STYLE: dict[Any, Any] = {  # keys of Matplotlib's own, which its types spell out one by one
    "svg.fonttype": "none",
    "text.parse_math": False,  # a name may hold a dollar sign
    "font.family": ["DejaVu Sans"],
    "font.size": 8.5,
    "axes.titlesize": 9.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.edgecolor": LINE,
    "axes.labelcolor": MUTED,
    "axes.titlecolor": INK,
    "text.color": INK,
    "xtick.color": MUTED,
    "ytick.color": INK,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "grid.color": GRID,
    "grid.linewidth": 0.8,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "legend.frameon": False,
}


@contextmanager
def drawing(width: float, height: float, rows: int = 1) -> Iterator[tuple[Figure, list[Axes]]]:
    """A figure of `width` × `height` inches and its axes, one above the other, in the report's style."""
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        yield figure, list(figure.subplots(rows, 1, squeeze=False)[:, 0])


def to_svg(figure: Figure, name: str, alt: str, titles: Mapping[str, Sequence[str]] | None = None) -> Markup:
    """Inline SVG of a figure.

    Args:
        figure: As `drawing` gives it.
        name: Unique in the page and safe as an id; all ids of the figure start with it.
        alt: The figure in words, for readers who cannot see it.
        titles: For a collection's gid, what hovering over each of its marks says, in the order drawn.
    """
    with mpl.rc_context({**STYLE, "svg.hashsalt": name}), io.StringIO() as buffer:
        layout = figure.get_layout_engine()
        if layout:
            layout.execute(figure)
        figure.set_layout_engine("none")  # saving would lay out, and draw, once more
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
        root = ElementTree.fromstring(buffer.getvalue())
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]  # without the namespace
    for gid, texts in (titles or {}).items():
        _add_titles(root, gid, texts)
    compact(root, name)
    follow_reader(root)
    width = figure.get_figwidth() * PIXELS_PER_INCH
    for key in ("width", "height", "version"):
        root.attrib.pop(key, None)
    root.set("class", "chart")
    root.set("style", f"max-width:{width:.0f}px")
    root.set("role", "img")
    root.set("aria-label", alt)
    return Markup(ElementTree.tostring(root, encoding="unicode"))


def _add_titles(root: ElementTree.Element, gid: str, texts: Sequence[str]) -> None:
    group = root.find(f".//g[@id='{gid}']")
    if group is None:
        return
    hidden = {element for definitions in group.iter("defs") for element in definitions.iter()}
    marks = [element for element in group.iter() if element.tag in ("use", "path") and element not in hidden]
    for mark, text in zip(marks, texts, strict=True):
        ElementTree.SubElement(mark, "title").text = text
