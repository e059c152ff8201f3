"""Docstrings are Google's: what is said of arguments, attributes and errors stands in sections that tools can read."""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "src" / "segstudy"
SECTIONS = ("Args", "Attributes", "Returns", "Yields", "Raises", "Examples", "Note")

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def _documented(path: Path) -> Iterator[tuple[str, Definition, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, Definition) and (text := ast.get_docstring(node)):
            yield f"{path.relative_to(PACKAGE)}:{node.lineno} {node.name}", node, inspect.cleandoc(text)


def _names(node: Definition) -> set[str]:
    if isinstance(node, ast.ClassDef):
        fields = {
            each.target.id
            for each in node.body
            if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)
        }
        made = [each for each in node.body if isinstance(each, ast.FunctionDef) and each.name == "__init__"]
        kept = {
            inner.attr
            for each in made
            for inner in ast.walk(each)
            if isinstance(inner, ast.Attribute) and isinstance(inner.ctx, ast.Store)
        }
        return fields.union(kept, *(_names(each) for each in made))
    given = node.args
    every = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
    return {each.arg for each in every if each} - {"self", "cls"}


def _sections(text: str) -> dict[str, str]:
    """The text by section; under an empty name what stands before the first."""
    parts = re.split(rf"^({'|'.join(SECTIONS)}):$", text, flags=re.M)
    return {"": parts[0], **dict(zip(parts[1::2], parts[2::2], strict=True))}


def _items(section: str) -> list[str]:
    """The names that a section describes: those of its lines that are indented once."""
    lines = section.strip("\n").splitlines()
    return [line[4:].partition(":")[0] for line in lines if line.startswith("    ") and not line.startswith("     ")]


@pytest.mark.parametrize(
    "room", sorted(path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name[0] != "_")
)
def test_arguments_and_errors_are_described_in_their_sections(room: str) -> None:
    astray = []
    for path in sorted((PACKAGE / room).rglob("*.py")):
        for where, node, text in _documented(path):
            sections, names = _sections(text), _names(node)
            listed = rf"(?:{'|'.join(map(re.escape, sorted(names)))})"
            if names and re.search(rf"(?:^|[.;] ){listed}(?:(?:, | and ){listed})*: ", sections[""], flags=re.M):
                astray.append(f"{where}: an argument outside Args or Attributes")
            if re.search(r"\bRaises [A-Z]\w+Error", sections[""]):
                astray.append(f"{where}: an error outside Raises")
            described = [*_items(sections.get("Args", "")), *_items(sections.get("Attributes", ""))]
            if unknown := [item for item in described if item.lstrip("*").partition(" ")[0] not in names]:
                astray.append(f"{where}: describes {', '.join(unknown)}, which it does not have")
    assert astray == []
