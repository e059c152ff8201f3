"""Which networks there are, by name, and what each says of itself; importing this imports none of them.

For what plans, checks and describes a study. A job is handed `module:attribute` of its own network and does not read
this, so that an entry added here runs nothing again.
"""

import ast
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from segstudy.config.sections import nnunet
from segstudy.config.sections.sam2 import TUNED
from segstudy.running.errors import StudyError

MODELS = {
    "enet": "segstudy.models.enet:ENet",
    "customnet": "segstudy.models.customnet:CustomNet",
    "attention_unet": "segstudy.models.attention_unet:AttentionUNet",
    "vmunet": "segstudy.models.vmunet:VMUNet",
    "smp_unet": "segstudy.models.smp_unet:smp_unet",
    "smp_unetplusplus": "segstudy.models.smp_unetplusplus:smp_unetplusplus",
    "smp_deeplabv3plus": "segstudy.models.smp_deeplabv3plus:smp_deeplabv3plus",
    TUNED: "segstudy.models.sam2_tuned:Sam2Tuned",
    "end_to_end_crop": "segstudy.models.end_to_end_crop:EndToEndCrop",
    "joined_crop": "segstudy.models.joined_crop:JoinedCrop",
    "center_regression": "segstudy.models.center_regression:CenterRegression",
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
GIVEN = ("self", "in_channels", "classes", "patch", "architecture")


class ModelWords(NamedTuple):
    """A network as a methods text calls it.

    Attributes:
        name: Such as `Attention U-Net`.
        source: The publication its architecture comes from: the whole reference, or, where other parts of a methods
            text cite it too, its key in `segstudy.report.references`.
    """

    name: str
    source: str


def builder_of(name: str) -> str:
    """`module:attribute` of what builds a network; its module is the one file that a job with this network depends on.

    Raises:
        StudyError: No network is called so.
    """
    if name not in MODELS:
        raise StudyError(f"no network is called {name!r} (there are {', '.join(MODELS)})")
    return MODELS[name]


def model_words(name: str) -> ModelWords:
    """What the file of a network says of it by `NAME` and `SOURCE`, read without importing it."""
    words = {}
    for node in _source(name).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in ("NAME", "SOURCE"):
            words[ast.unparse(node.targets[0])] = str(ast.literal_eval(node.value))
    return ModelWords(words["NAME"], words["SOURCE"])


@cache
def segments(name: str) -> bool:
    """Whether a network predicts organs: not where its file says `SEGMENTS = False`. What is no network here does."""
    if name not in MODELS:
        return True
    assigned = {ast.unparse(node) for node in _source(name).body if isinstance(node, ast.Assign)}
    return "SEGMENTS = False" not in assigned


def package_of(name: str) -> str | None:
    """The optional package that a network needs, by its file's `PACKAGE`; None for one that needs none."""
    package: str | None = _said(name, "PACKAGE", None)
    return package


@cache
def _source(name: str) -> ast.Module:
    module = builder_of(name).partition(":")[0]
    path = Path(__file__).with_name(f"{module.rpartition('.')[2]}.py")
    return ast.parse(path.read_text(encoding="utf-8"))


def _said(name: str, constant: str, otherwise: Any) -> Any:
    """The literal that a network's file assigns to a constant, or `otherwise`."""
    for node in _source(name).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == constant:
            return ast.literal_eval(node.value)
    return otherwise


@cache
def signature(name: str) -> ast.FunctionDef:
    """What a network is built by, read from its source: torch need not be imported to check a configuration."""
    attribute = builder_of(name).partition(":")[2]
    for node in _source(name).body:
        if isinstance(node, ast.ClassDef) and node.name == attribute:
            node = next(part for part in node.body if isinstance(part, ast.FunctionDef) and part.name == "__init__")
        if isinstance(node, ast.FunctionDef) and node.name in ("__init__", attribute):
            return node
    raise LookupError(f"the file of {name} defines no {attribute}")


def docstring(name: str) -> str:
    """What a network's class, or the function that builds it, says of itself."""
    attribute = builder_of(name).partition(":")[2]
    for node in _source(name).body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and node.name == attribute:
            return ast.get_docstring(node) or ""
    raise LookupError(f"the file of {name} defines no {attribute}")


def constant(name: str, expression: ast.expr) -> Any:
    """The value of an expression in a network's file: a literal, or the name of one."""
    if not isinstance(expression, ast.Name):
        return ast.literal_eval(expression)
    for node in _source(name).body:
        if isinstance(node, ast.Assign):
            target, value = node.targets[0], node.value
            pairs = [(target, value)]
            if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
                pairs = list(zip(target.elts, value.elts, strict=True))
            for each, literal in pairs:
                if isinstance(each, ast.Name) and each.id == expression.id:
                    return ast.literal_eval(literal)
    raise LookupError(f"the file of {name} defines no {expression.id}")


def argument_names(name: str) -> tuple[str, ...]:
    """What a network can be built with, besides what the study gives."""
    arguments = signature(name).args
    return tuple(argument.arg for argument in (*arguments.args, *arguments.kwonlyargs) if argument.arg not in GIVEN)


# Beyond it no side that a study may ask for could be halved.
MOST_HALVINGS = 12


@cache
def dimensions(name: str) -> int:
    """2 for a network that sees slices, 3 for one that sees volumes: its module then defines `patch_step`."""
    defined = {node.name for node in _source(name).body if isinstance(node, ast.FunctionDef)}
    return 3 if "patch_step" in defined else 2


@cache
def encoder_layers(name: str) -> tuple[str, ...]:
    """How the names of the layers of a network's encoder begin, by its file's `ENCODER`; none where it names none."""
    if name == nnunet.MODEL:
        return nnunet.ENCODER
    return tuple(_said(name, "ENCODER", ()))


@cache
def parts_of(name: str) -> tuple[str, ...]:
    """How the networks are called that a network is made of, by its file's `PARTS`; none where it is one."""
    return tuple(_said(name, "PARTS", ()))


@cache
def built_of(name: str) -> str:
    """The argument that names another network which this one is built of, by its file's `BUILT_OF`; else empty."""
    return str(_said(name, "BUILT_OF", ""))


def part_of(name: str, arguments: Mapping[str, Any]) -> tuple[str, dict[str, Any]] | None:
    """The network that `name` is built of with these arguments, by name, and its own; None without one."""
    part = arguments.get(built_of(name)) if name in MODELS else None
    if part is None:
        return None
    if isinstance(part, str):
        return part, {}
    inner, own = next(iter(part.items()), ("", {}))
    return str(inner), own or {}


def builders_of(name: str, arguments: Mapping[str, Any]) -> list[str]:
    """`module:attribute` of a network, and of the one it is built of."""
    part = part_of(name, arguments)
    return [builder_of(name), *([builder_of(part[0])] if part else [])]


def handed(name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """A network's arguments as a job is handed them: `module:attribute` in the place of another network's name."""
    part = part_of(name, arguments)
    return {**arguments, built_of(name): {builder_of(part[0]): part[1]}} if part else dict(arguments)


def can_be_a_part(name: str) -> bool:
    """Whether networks may be built of this one: it maps slices to logits, with no weights from elsewhere."""
    return name in MODELS and name != TUNED and dimensions(name) == 2 and segments(name) and not parts_of(name)


@cache
def has_own_loss(name: str) -> bool:
    """Whether a network does not say which pixel is which organ, and so defines what it minimizes."""
    classes = [node for node in _source(name).body if isinstance(node, ast.ClassDef)]
    return any(isinstance(part, ast.FunctionDef) and part.name == "loss" for node in classes for part in node.body)


def argument_value(name: str, argument: str, arguments: Mapping[str, Any]) -> Any:
    """What a network is built with: as `arguments` say, or else by default."""
    both = signature(name).args
    defaults = dict(zip([each.arg for each in both.args][-len(both.defaults) :], both.defaults, strict=True))
    return arguments[argument] if argument in arguments else constant(name, defaults[argument])


@cache
def more_than_channels(name: str) -> str:
    """The argument that must exceed a network's input channels, by its file's `MORE_THAN_CHANNELS`; else empty."""
    return str(_said(name, "MORE_THAN_CHANNELS", ""))


def slice_step(name: str, arguments: dict[str, Any]) -> int:
    """What the sides of a slice must be divisible by, for a network that sees slices; 1 where its file says nothing.

    Its file's `SLICE_STEP`, doubled as often as `HALVED_BY` says: the name of an argument that is how often a network
    halves, or one entry a level. Imports nothing.
    """
    step: int = _said(name, "SLICE_STEP", 1)
    by = _said(name, "HALVED_BY", "")
    if not by:
        return step
    value = argument_value(name, by, arguments)
    times = len(value) - 1 if isinstance(value, list | tuple) else value
    return step * 2**times if isinstance(times, int) and 0 <= times <= MOST_HALVINGS else step


def patch_step(name: str, arguments: dict[str, Any]) -> tuple[int, int, int]:
    """What the sides (slices, rows, columns) of a patch must be divisible by, for a network that sees volumes.

    Imports no heavy library.

    Raises:
        StudyError: The arguments fit no network.
    """
    step: tuple[int, int, int] = import_module(builder_of(name).partition(":")[0]).patch_step(**arguments)
    return step
