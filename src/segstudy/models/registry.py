"""Which networks there are, by name; importing this imports none of them."""

import ast
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import nn

MODELS = {
    "enet": "segstudy.models.enet:ENet",
    "customnet": "segstudy.models.customnet:CustomNet",
    "vmunet": "segstudy.models.vmunet:VMUNet",
}

# Given by the study: channels of a sample, and background plus organs.
GIVEN = ("self", "in_channels", "classes")


def model_module(name: str) -> str:
    """The module a model lives in."""
    return MODELS[name].partition(":")[0]


@cache
def argument_names(name: str) -> tuple[str, ...]:
    """What a model can be built with, read from its source: torch need not be imported to check a configuration."""
    module, _, attribute = MODELS[name].partition(":")
    path = Path(__file__).with_name(f"{module.rpartition('.')[2]}.py")
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef) and node.name == attribute:
            node = next(part for part in node.body if isinstance(part, ast.FunctionDef) and part.name == "__init__")
        if isinstance(node, ast.FunctionDef) and node.name in ("__init__", attribute):
            arguments = [*node.args.args, *node.args.kwonlyargs]
            return tuple(argument.arg for argument in arguments if argument.arg not in GIVEN)
    raise LookupError(f"{path} defines no {attribute}")


def build_model(name: str, in_channels: int, classes: int, **arguments: Any) -> "nn.Module":
    """Build a network that maps (batch, in_channels, rows, columns) to (batch, classes, rows, columns) logits."""
    module, _, attribute = MODELS[name].partition(":")
    return getattr(import_module(module), attribute)(in_channels=in_channels, classes=classes, **arguments)
