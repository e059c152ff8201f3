"""What a model can be built with, read from the model's source: torch need not be imported."""

import ast
from typing import Any, NamedTuple

from segstudy.models.registry import argument_names, constant, signature

KINDS = {"int": (int,), "float": (int, float), "str": (str,), "bool": (bool,), "None": (type(None),)}


class Argument(NamedTuple):
    """One argument of a model.

    Attributes:
        annotation: Its type, as it is written; None where none is.
        default: Its value where a study gives none.
    """

    annotation: ast.expr | None
    default: Any


def arguments_of(model: str) -> dict[str, Argument]:
    """The arguments that a study may give to `model`, each of which has a default."""
    arguments = signature(model).args
    positional = [*arguments.posonlyargs, *arguments.args]
    without = len(positional) - len(arguments.defaults)
    both = [*zip(positional[without:], arguments.defaults, strict=True)]
    both += [
        (each, default) for each, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if default
    ]
    names = argument_names(model)
    return {
        each.arg: Argument(each.annotation, constant(model, default)) for each, default in both if each.arg in names
    }


def wanted_instead(model: str, argument: str, value: Any) -> str | None:
    """What `argument` of `model` should be, where `value` is no such thing; None where it may be.

    Known are whole numbers, numbers, words, yes and no, choices, and lists of them; of others nothing is said.
    """
    known = arguments_of(model).get(argument)
    annotation = known and known.annotation
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
