"""The drawing in docs/architecture.md, made from the layers in pyproject.toml by `python tests/docs/drawing.py`."""

import ast
import tomllib
from html import escape
from pathlib import Path

ROOT = Path(__file__).parents[2]
DRAWING = ROOT / "docs" / "architecture.svg"
# A band of the drawing: its name, and a room that lies in it.
BANDS = [
    ("what people start", "report"),
    ("", "download"),
    ("what is to be done", "plan"),
    ("the stages", "cases"),
    ("what must hold", "config.checks"),
    ("what stages use", "nnunet"),
    ("", "models"),
    ("what a study says", "config.sections"),
    ("the ground", "drawing"),
    ("", "tables"),
    ("", "running"),
]
WIDTH, LEFT, BOX, GAP, LINE, IN_A_LINE = 920, 150, 118, 8, 30, 6
FONT = 'font-family="Helvetica, Arial, sans-serif"'


def layers():
    """The rooms of each layer, from the top."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = [each for each in settings["tool"]["importlinter"]["contracts"] if each["id"] == "layers"]
    found = [[room.strip() for room in layer.split("|")] for layer in contract["layers"]]
    return [rooms for rooms in found if rooms != ["__main__"]]


def _purpose(room):
    """The first line of a room's docstring."""
    file = ROOT / "src" / "segstudy" / room.replace(".", "/") / "__init__.py"
    return ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))).splitlines()[0]


def _text(x, y, words, size=12, anchor="start", fill="#222222", weight="normal"):
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" text-anchor="{anchor}" fill="{fill}" font-weight="{weight}" {FONT}>'
        f"{escape(words)}</text>"
    )


def _box(x, y, room, fill):
    middle = x + BOX // 2
    return (
        f'<g><title>{escape(_purpose(room))}</title><rect x="{x}" y="{y}" width="{BOX}" height="{LINE - GAP}" rx="4" '
        f'fill="{fill}" stroke="#55606e"/>{_text(middle := round(middle), y + 15, room, anchor="middle")}</g>'
    )


def drawing():
    """The SVG."""
    names = {room: name for name, room in BANDS}
    shapes, y = [], 46
    for number, rooms in enumerate(layers()):
        name = next((names[room] for room in rooms if room in names), "")
        lines = [rooms[start : start + IN_A_LINE] for start in range(0, len(rooms), IN_A_LINE)]
        height = len(lines) * LINE + 4
        fill = "#eef2f7" if number % 2 else "#f7f9fb"
        shapes.append(f'<rect x="0" y="{y}" width="{WIDTH}" height="{height}" fill="{fill}"/>')
        shapes.append(_text(12, y + 22, name, fill="#55606e"))
        for row, line in enumerate(lines):
            for column, room in enumerate(line):
                color = "#ffe9cc" if "cases" in rooms else "#ffffff"
                shapes.append(_box(LEFT + column * (BOX + GAP), y + 6 + row * LINE, room, color))
        y += height
    heading = "Snakefile and rules name files; workflow/scripts hand them to the rooms of src/segstudy"
    shapes.append(_text(12, 20, heading, size=13, weight="bold"))
    shapes.append(
        _text(12, 38, "Imports go down only; rooms beside each other know nothing of each other.", fill="#55606e")
    )
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}" width="{WIDTH}" height="{y}" role="img">'
    return "\n".join(
        [
            head,
            "<title>The rooms of segstudy</title>",
            '<rect width="100%" height="100%" fill="#ffffff"/>',
            *shapes,
            "</svg>\n",
        ]
    )


if __name__ == "__main__":
    DRAWING.write_text(drawing(), encoding="utf-8")
