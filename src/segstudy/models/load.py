"""Rebuilding a trained network from its folder, without executing anything that is stored there."""

import os
from pathlib import Path
from typing import Any

import yaml
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import nn

from segstudy.channels import CHANNELS
from segstudy.errors import StudyError
from segstudy.models.registry import build_model


def load_network(folder: str | os.PathLike[str]) -> tuple[nn.Module, dict[str, Any]]:
    """The network of `folder` in evaluation mode on the processor, and all that `model.yaml` says.

    folder: holds `weights.safetensors` and `model.yaml`, whose keys `model`, `in_channels`, `classes` and
    `arguments` tell what to build, and `patch` for a network that sees volumes.
    A network for slices remembers what channels it was shown (see segstudy.channels).
    Raises StudyError where a file is missing, unreadable or the weights fit another network.
    """
    folder = Path(folder)
    try:
        model = yaml.safe_load((folder / "model.yaml").read_text(encoding="utf-8"))
        # what an encoder began with does not matter any more, and its file may be gone
        arguments = {key: value for key, value in model["arguments"].items() if key != "encoder_weights"}
        network = build_model(model["model"], model["in_channels"], model["classes"], model.get("patch"), **arguments)
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise StudyError(
            f"{folder / 'model.yaml'}: describes no trained network ({error!r}); train it again"
        ) from error
    try:
        network.load_state_dict(load_file(folder / "weights.safetensors"))
    except (OSError, SafetensorError, RuntimeError) as error:
        raise StudyError(
            f"{folder / 'weights.safetensors'}: not the weights of the network in model.yaml ({error}); train it again"
        ) from error
    setattr(network, CHANNELS, (model.get("settings") or {}).get("channels"))
    return network.eval(), model
