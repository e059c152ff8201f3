"""The schema of a model's arguments."""

import ast
import re
from typing import Any

from segstudy.models.arguments import arguments_of
from segstudy.models.registry import docstring

_ENTRY = re.compile(r"    (\w+): *(.*)")
KINDS = {"int": "integer", "float": "number", "str": "string", "bool": "boolean", "None": "null"}


def arguments_schema(model: str) -> dict[str, Any]:
    """Of an object that maps arguments of `model` to their values."""
    meanings = described(docstring(model))
    properties = {}
    for name, argument in arguments_of(model).items():
        schema = {} if argument.annotation is None else _schema(argument.annotation)
        schema["default"] = list(argument.default) if isinstance(argument.default, tuple) else argument.default
        properties[name] = schema | ({"description": meanings[name]} if name in meanings else {})
    return {"type": "object", "properties": properties, "additionalProperties": False}


def described(text: str) -> dict[str, str]:
    """What a docstring of Google's style says of each argument."""
    meanings: dict[str, str] = {}
    name = ""
    for line in text.partition("Args:\n")[2].splitlines():
        if not line.startswith("    "):
            break
        if entry := _ENTRY.match(line):
            name = entry[1]
            meanings[name] = entry[2]
        else:
            meanings[name] += f" {line.strip()}"
    return meanings


def _schema(annotation: ast.expr) -> dict[str, Any]:
    """Of what an annotation allows; an empty one, which allows all, of those that are not known."""
    if isinstance(annotation, ast.BinOp):
        return {"anyOf": [_schema(annotation.left), _schema(annotation.right)]}
    if isinstance(annotation, ast.Subscript) and isinstance(annotation.value, ast.Name):
        inner = annotation.slice.elts if isinstance(annotation.slice, ast.Tuple) else [annotation.slice]
        if annotation.value.id == "Literal":
            return {"enum": [ast.literal_eval(choice) for choice in inner]}
        if annotation.value.id in ("list", "tuple", "Sequence"):
            items = [_schema(item) for item in inner if ast.unparse(item) != "..."]
            same = all(item == items[0] for item in items)
            return {"type": "array", "items": items[0] if same else {"anyOf": items}}
    kind = KINDS.get(ast.unparse(annotation))
    return {"type": kind} if kind else {}
