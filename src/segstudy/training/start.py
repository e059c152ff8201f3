"""The weights that a network begins with, where they are not drawn at random."""

import logging
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from segstudy.running.errors import StudyError
from segstudy.training.start_spec import StartSpec

log = logging.getLogger(__name__)
# So many names of layers are told, of which there may be hundreds.
NAMED = 5


def begin(network: nn.Module, file: str, spec: StartSpec) -> None:
    """Give `network` the weights in a safetensors file, as far as names and shapes fit; others stay as they are.

    Layers that do not fit are named in the log.

    Args:
        network: With the weights that were drawn.
        file: Its path.
        spec: What of it is taken.

    Raises:
        StudyError: The file cannot be read, nothing in it fits, or nothing would be left to learn.
    """
    try:
        stored = {spec.prefix + name: weight for name, weight in load_file(file).items()}
        if spec.into:
            stored = {f"{part}.{name}": weight for part in spec.into for name, weight in stored.items()}
    except (OSError, SafetensorError) as error:
        raise StudyError(f"start_from: {file}: cannot be read ({error})") from error
    own = network.state_dict()
    wanted = [name for name in own if not spec.layers or name.startswith(spec.layers)]
    if spec.into:
        stored = {name: _widened(weight, own.get(name)) for name, weight in stored.items()}
    fitting = {name: stored[name] for name in wanted if name in stored and stored[name].shape == own[name].shape}
    if not fitting:
        raise StudyError(f"start_from: {Path(file)}: {_why(sorted(wanted), sorted(stored))}")
    network.load_state_dict(fitting, strict=False)
    log.info("%d of %d layers begin as in %s", len(fitting), len(wanted), spec.source)
    if others := [name for name in wanted if name not in fitting]:
        more = f" and {len(others) - NAMED} more" if len(others) > NAMED else ""
        log.warning("no weights that fit are there for %s%s", ", ".join(others[:NAMED]), more)
    if spec.freeze:
        for name, weight in network.named_parameters():
            weight.requires_grad_(name not in fitting)
        if not any(weight.requires_grad for weight in network.parameters()):
            raise StudyError("start_from: `freeze` leaves nothing to learn: all layers begin as they are to stay")


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
