"""Which networks there are, by name; importing this imports none of them."""

import ast
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import nn

MODELS = {
    "enet": "segstudy.models.enet:ENet",
    "customnet": "segstudy.models.customnet:CustomNet",
    "attention_unet": "segstudy.models.attention_unet:AttentionUNet",
    "vmunet": "segstudy.models.vmunet:VMUNet",
    "smp_unet": "segstudy.models.smp_networks:smp_unet",
    "smp_unetplusplus": "segstudy.models.smp_networks:smp_unetplusplus",
    "smp_deeplabv3plus": "segstudy.models.smp_networks:smp_deeplabv3plus",
    "sam2_tuned": "segstudy.models.sam2_tuned:Sam2Tuned",
    "joined_crop": "segstudy.models.joined_crop:JoinedCrop",
    "hourglass": "segstudy.models.hourglass:Hourglass",
    "unet3d": "segstudy.models.unet3d:unet3d",
    "vnet": "segstudy.models.vnet:vnet",
    "unetr": "segstudy.models.unetr:unetr",
    "segresnet": "segstudy.models.segresnet:segresnet",
    "swinunetr": "segstudy.models.swinunetr:swinunetr",
    "dynunet": "segstudy.models.dynunet:dynunet",
    "mednext": "segstudy.models.mednext:mednext",
}

# Given by the study: channels of a sample, background plus organs, and the patch of a network for volumes.
GIVEN = ("self", "in_channels", "classes", "patch")


def model_module(name: str) -> str:
    """The module a model lives in."""
    return MODELS[name].partition(":")[0]


@cache
def _source(name: str) -> ast.Module:
    module = model_module(name)
    path = Path(__file__).with_name(f"{module.rpartition('.')[2]}.py")
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def signature(name: str) -> ast.FunctionDef:
    """What a model is built by, read from its source: torch need not be imported to check a configuration."""
    attribute = MODELS[name].partition(":")[2]
    for node in _source(name).body:
        if isinstance(node, ast.ClassDef) and node.name == attribute:
            node = next(part for part in node.body if isinstance(part, ast.FunctionDef) and part.name == "__init__")
        if isinstance(node, ast.FunctionDef) and node.name in ("__init__", attribute):
            return node
    raise LookupError(f"{model_module(name)} defines no {attribute}")


def argument_names(name: str) -> tuple[str, ...]:
    """What a model can be built with, besides what the study gives."""
    told = signature(name).args
    return tuple(argument.arg for argument in (*told.args, *told.kwonlyargs) if argument.arg not in GIVEN)


@cache
def dimensions(name: str) -> int:
    """2 for a network that sees slices, 3 for one that sees volumes: its module then defines `patch_step`."""
    defined = {node.name for node in _source(name).body if isinstance(node, ast.FunctionDef)}
    return 3 if "patch_step" in defined else 2


def patch_step(name: str, arguments: dict[str, Any]) -> tuple[int, int, int]:
    """What the sides (slices, rows, columns) of a patch must be divisible by, for a network that sees volumes.

    Imports no heavy library. Raises StudyError where the arguments fit no network.
    """
    return import_module(model_module(name)).patch_step(**arguments)


def build_model(
    name: str, in_channels: int, classes: int, patch: Sequence[int] | None = None, **arguments: Any
) -> "nn.Module":
    """Build a network that maps (batch, in_channels, …) to logits (batch, classes, …).

    … is (rows, columns), or (slices, rows, columns) for a network that sees volumes; `patch` is its size there.
    """
    module, _, attribute = MODELS[name].partition(":")
    given = {"patch": tuple(patch)} if dimensions(name) == 3 else {}
    return getattr(import_module(module), attribute)(in_channels=in_channels, classes=classes, **given, **arguments)
