"""Rebuilding a trained network from its folder, without executing anything that is stored there."""

import math
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
import yaml
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file
from torch import Tensor, nn

from segstudy.models.build import build_model
from segstudy.models.identity import check_identity
from segstudy.running.errors import StudyError
from segstudy.volumes.channels import CHANNELS, Channels

# Arguments that name files with which a network began; the key of model.yaml that tells how such a one is built.
BEGAN_WITH, ARCHITECTURE = ("encoder_weights", "checkpoint"), "architecture"


def load_network(folder: str | os.PathLike[str], builder: str) -> tuple[nn.Module, dict[str, Any]]:
    """The network of `folder` in evaluation mode on the processor, and all that `model.yaml` says.

    A network for slices remembers what channels it was shown (see segstudy.volumes.channels).

    Args:
        folder: Holds `weights.safetensors` and `model.yaml`, whose keys `in_channels`, `classes` and `arguments` tell
            with what to build the network, and `patch` for one that sees volumes.
        builder: `module:attribute` of what builds it. Never taken from the folder, whose files are data.

    Raises:
        StudyError: A file is missing or unreadable, or the weights are not those of this training and fold.
    """
    folder = Path(folder)
    try:
        model = yaml.safe_load((folder / "model.yaml").read_text(encoding="utf-8"))
        # what a network began with does not matter any more, and its file may be gone
        arguments = {key: value for key, value in model["arguments"].items() if key not in BEGAN_WITH}
        if architecture := model.get(ARCHITECTURE):
            arguments[ARCHITECTURE] = architecture
        elif checkpoint := model["arguments"].get("checkpoint"):
            arguments["checkpoint"] = checkpoint
        built_with = (builder, model["in_channels"], model["classes"], model.get("patch"))
        _check_size(folder / "weights.safetensors", *built_with, **arguments)
        network = build_model(*built_with, **arguments)
    except (OSError, yaml.YAMLError, KeyError, TypeError, RecursionError) as error:
        raise StudyError(
            f"{folder / 'model.yaml'}: describes no trained network ({error!r}); train it again"
        ) from error
    try:
        check_identity(folder, model)
        network.load_state_dict(load_file(folder / "weights.safetensors"))
    except (OSError, SafetensorError, RuntimeError) as error:
        raise StudyError(
            f"{folder / 'weights.safetensors'}: not the weights of the network in model.yaml ({error}); train it again"
        ) from error
    setattr(network, CHANNELS, (model.get("settings") or {}).get("channels"))
    if scaling := model.get("scaling"):
        _scale_input(network, scaling)
    return network.eval(), model


def _check_size(weights: Path, *built_with: Any, **arguments: Any) -> None:
    """Refuse to build a network of another size than its weights: what model.yaml says may fill the memory.

    Raises:
        StudyError: It is of another size.
    """
    if arguments.get("checkpoint"):
        return  # begins with a whole network from elsewhere, as large as that
    try:
        with torch.device("meta"):
            sketch = build_model(*built_with, **arguments)
        with safe_open(weights, "pt") as file:
            stored = sum(math.prod(file.get_slice(name).get_shape()) for name in file.keys())  # noqa: SIM118
    except (SafetensorError, OSError, NotImplementedError, RuntimeError):
        return  # damaged weights are told of where they are read; some networks have no sketch
    if sum(tensor.numel() for tensor in sketch.state_dict().values()) > 2 * stored:
        raise StudyError(f"{weights}: not the weights of the network in model.yaml (far fewer); train it again")


def _scale_input(network: nn.Module, scaling: Mapping[str, float]) -> None:
    """Let a network clip and scale what it is shown as it was in its training; a channel of depth stays."""
    low, high, mean, sd = (float(scaling[key]) for key in ("low", "high", "mean", "sd"))
    depth = int(Channels.from_plain(getattr(network, CHANNELS)).depth)

    def scaled(_: nn.Module, inputs: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        x, *rest = inputs
        images = (x[:, : x.shape[1] - depth].clamp(low, high) - mean) / sd
        return (torch.cat([images, x[:, x.shape[1] - depth :]], dim=1) if depth else images), *rest

    network.register_forward_pre_hook(scaled)
