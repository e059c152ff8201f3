"""A trained network of nnU-Net's as this project keeps one: weights without pickles, and what rebuilds it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from nnunetv2.utilities.label_handling.label_handling import determine_num_input_channels
from nnunetv2.utilities.plans_handling.plans_handler import PlansManager
from safetensors.torch import load_model, save_model
from torch import nn

from segstudy.models.identity import check_identity, identified, weights_header
from segstudy.nnunet.classes import trainer_class
from segstudy.running.files import whole, write_text


@dataclass(frozen=True)
class TrainedNetwork:
    """A network, and what rebuilds it.

    Attributes:
        network: In evaluation mode, on the CPU.
        model: What `model.yaml` says.
    """

    network: nn.Module
    model: dict[str, Any]


def write_network(folder: str | os.PathLike[str], network: nn.Module, model: Mapping[str, Any]) -> None:
    """Write `weights.safetensors` and `model.yaml` into `folder`.

    Args:
        folder: The fold's.
        network: With its final weights.
        model: Plain values; to rebuild the network `trainer`, `configuration`, `plans` and `dataset`.
    """
    with whole(Path(folder) / "weights.safetensors") as beside:
        save_model(network, str(beside), weights_header(folder, model))
    write_text(Path(folder) / "model.yaml", yaml.safe_dump(identified(folder, model), sort_keys=False))


def read_network(folder: str | os.PathLike[str]) -> TrainedNetwork:
    """Rebuild the network that `write_network` left in `folder`.

    Raises:
        StudyError: The folder holds another network's files, or its weights have changed.
    """
    model = yaml.safe_load((Path(folder) / "model.yaml").read_text(encoding="utf-8"))
    check_identity(folder, model)
    plans = PlansManager(model["plans"])
    configuration = plans.get_configuration(model["configuration"])
    network = trainer_class(model["trainer"]).build_network_architecture(
        plans,
        configuration,
        determine_num_input_channels(plans, configuration, model["dataset"]),
        plans.get_label_manager(model["dataset"]).num_segmentation_heads,
        enable_deep_supervision=False,
    )
    load_model(network, str(Path(folder) / "weights.safetensors"))
    return TrainedNetwork(network.eval(), model)
