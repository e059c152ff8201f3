"""The weights that a network begins with, where they are not drawn at random."""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from segstudy.models.identity import whom_it_knows
from segstudy.models.input_channels import spread
from segstudy.models.start_spec import StartSpec
from segstudy.running.errors import StudyError
from segstudy.running.shareable import shareable

log = logging.getLogger(__name__)
# So many names of layers are told, of which there may be hundreds.
NAMED = 5


def begin(network: nn.Module, file: str, spec: StartSpec, in_channels: int = 1) -> None:
    """Give `network` the weights in a safetensors file, as far as names and shapes fit; others stay as they are.

    A network that knows how others name its layers says so by `renamed`. Layers that do not fit are named in the log.
    What sees the scan itself is spread over its channels.

    Args:
        network: With the weights that were drawn.
        file: Its path.
        spec: What of it is taken.
        in_channels: Channels of a sample.

    Raises:
        StudyError: The file cannot be read, nothing in it fits, or nothing would be left to learn.
    """
    try:
        stored = {spec.prefix + name: weight for name, weight in load_file(file).items()}
    except (OSError, SafetensorError) as error:
        raise StudyError(f"start_from: {file}: cannot be read ({error})") from error
    if renamed := getattr(network, "renamed", None):
        stored |= renamed(stored)
    if spec.into:
        stored = {f"{part}.{name}": weight for part in spec.into for name, weight in stored.items()}
    own, names = network.state_dict(), _names(network)
    if spec.into:
        stored = {name: _widened(weight, own.get(name)) for name, weight in stored.items()}
    wanted = [name for name, others in names.items() if not spec.layers or any(map(_begins(spec), others))]
    fitting = {}
    for name in wanted:
        there = [stored[each] for each in names[name] if each in stored]
        if there and (weight := _fitted(own[name], there[0], in_channels)) is not None:
            fitting[name] = weight
    if not fitting:
        raise StudyError(f"start_from: {Path(file)}: {_why(sorted(wanted), sorted(stored))}")
    network.load_state_dict(fitting, strict=False)
    log.info("%d of %d layers begin as in %s", len(fitting), len(wanted), spec.source)
    if others := [name for name in wanted if name not in fitting]:
        more = f" and {len(others) - NAMED} more" if len(others) > NAMED else ""
        log.warning("no weights that fit are there for %s%s", ", ".join(others[:NAMED]), more)
    if spec.freeze:
        for name, weight in network.named_parameters():
            # what a network holds fixed by itself stays so
            weight.requires_grad_(weight.requires_grad and name not in fitting)
        if not any(weight.requires_grad for weight in network.parameters()):
            raise StudyError("start_from: `freeze` leaves nothing to learn: all layers begin as they are to stay")


def began_with(file: str, spec: StartSpec) -> dict[str, Any]:
    """What `model.yaml` says of a network's first weights: where they come from, and whom they learned from."""
    return {**spec.to_plain(), "source": shareable(spec.source), **whom_it_knows(file)}


def _names(network: nn.Module) -> dict[str, list[str]]:
    """All names of each of a network's weights and buffers, by the first of them: a layer may have two."""
    names: dict[int, list[str]] = {}
    kept = network.state_dict().keys()
    for named in (network.named_parameters, network.named_buffers):
        for name, tensor in named(remove_duplicate=False):
            if name in kept:
                names.setdefault(id(tensor), []).append(name)
    return {several[0]: several for several in names.values()}


def _begins(spec: StartSpec) -> Callable[[str], bool]:
    return lambda name: name.startswith(spec.layers)


def _fitted(own: Tensor, stored: Tensor, in_channels: int) -> Tensor | None:
    """`stored` in the shape of `own`; None where it has another."""
    if own.ndim >= 4 and own.ndim == stored.ndim and own.shape[1] == in_channels and own.shape[2:] == stored.shape[2:]:
        stored = spread(stored, in_channels)
    return stored if stored.shape == own.shape else None


def _widened(weight: Tensor, own: Tensor | None) -> Tensor:
    """`weight` of a convolution (channels out, channels in, …) with zeros for the channels that `own` takes beside."""
    if own is None or own.ndim < 3 or own.ndim != weight.ndim or own.shape[1] <= weight.shape[1]:
        return weight
    if own.shape[0] != weight.shape[0] or own.shape[2:] != weight.shape[2:]:
        return weight
    more = weight.new_zeros(own.shape[0], own.shape[1] - weight.shape[1], *own.shape[2:])
    return torch.cat([weight, more], dim=1)


def _why(wanted: Sequence[str], stored: Sequence[str]) -> str:
    return (
        f"no layer fits: the network has {', '.join(wanted[:NAMED])} …, the file {', '.join(stored[:NAMED])} …; "
        "`prefix` is put before the file's names"
    )
