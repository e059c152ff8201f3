"""Colors of a chart that follow the reader's setting, light or dark, as variables of the page's style."""

import re
from xml.etree import ElementTree

from segstudy.drawing.palette import BLUE, INK, LINE, MUTED, VERMILLION

GRID, GUIDE, PAPER, SOFT = "#e6ebf0", "#c4ced7", "#ffffff", "#f4f7fa"
NAMES = {
    INK: "ink",
    MUTED: "muted",
    LINE: "line",
    GRID: "grid",
    GUIDE: "guide",
    PAPER: "paper",
    SOFT: "soft",
    BLUE: "blue",
    VERMILLION: "vermillion",
}
"""The variable of `style.css` for each color that charts are drawn with; other colors read well on both grounds."""

_KNOWN = re.compile("|".join(re.escape(color) for color in NAMES), re.IGNORECASE)
_BY_COLOR = {color.lower(): name for color, name in NAMES.items()}


def variable(color: str) -> str:
    """`color` as a variable that falls back to it, for a chart that is looked at without its page."""
    return f"var(--{_BY_COLOR[color.lower()]},{color.lower()})"


def follow_reader(root: ElementTree.Element) -> None:
    """Exchange the known colors of a drawing, in place."""
    for element in root.iter():
        for key in ("style", "fill", "stroke"):
            if key in element.attrib:
                element.set(key, _KNOWN.sub(lambda match: variable(match[0]), element.attrib[key]))
