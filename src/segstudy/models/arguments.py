"""Whether a value can be a model's argument, told from the model's source: torch need not be imported."""

import ast
from typing import Any

from segstudy.models.registry import signature

KINDS = {"int": (int,), "float": (int, float), "str": (str,), "bool": (bool,), "None": (type(None),)}


def wanted_instead(model: str, argument: str, value: Any) -> str | None:
    """What `argument` of `model` should be, where `value` is no such thing; None where it may be.

    Known are whole numbers, numbers, words, yes and no, choices, and lists of them; of others nothing is said.
    """
    told = signature(model).args
    annotation = next((each.annotation for each in (*told.args, *told.kwonlyargs) if each.arg == argument), None)
    return None if annotation is None or _fits(annotation, value) else ast.unparse(annotation)


def _fits(annotation: ast.expr, value: Any) -> bool:
    if isinstance(annotation, ast.BinOp):
        return _fits(annotation.left, value) or _fits(annotation.right, value)
    if isinstance(annotation, ast.Subscript) and isinstance(annotation.value, ast.Name):
        inner = annotation.slice.elts if isinstance(annotation.slice, ast.Tuple) else [annotation.slice]
        if annotation.value.id == "Literal":
            return any(value == ast.literal_eval(choice) for choice in inner)
        if annotation.value.id in ("list", "tuple", "Sequence"):
            return isinstance(value, list | tuple) and all(any(_fits(kind, item) for kind in inner) for item in value)
    word = ast.unparse(annotation)
    if word == "...":
        return False
    kinds = KINDS.get(word)
    return kinds is None or (isinstance(value, kinds) and (word == "bool" or not isinstance(value, bool)))
