"""Trained networks that predict a case together."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from segstudy.config.sections.inference import InferenceSettings
from segstudy.models.load import load_network
from segstudy.models.window_of import window_of
from segstudy.volumes.windows.window import Window


@dataclass(frozen=True)
class TrainedNetworks:
    """Networks of one training, from one fold or from all.

    Attributes:
        networks: In evaluation mode.
        models: What the `model.yaml` of each says.
    """

    networks: list[nn.Module]
    models: list[dict[str, Any]]

    @property
    def organ_labels(self) -> list[int]:
        """The study's label integers, in the order of the networks' classes."""
        return list(self.models[0]["organs"].values())

    def window(self, inference: InferenceSettings | None) -> Window | None:
        """What networks for volumes see at a time; None for networks that see slices."""
        return window_of(self.models[0], inference)


def load_networks(
    folders: Iterable[str | os.PathLike[str]], builder: str, device: torch.device | None = None
) -> TrainedNetworks:
    """The networks of these folders, on `device` or the processor.

    Raises:
        StudyError: One cannot be read (see `segstudy.models.load`).
    """
    loaded = [load_network(folder, builder) for folder in folders]
    networks = [network.to(device) if device else network for network, _ in loaded]
    return TrainedNetworks(networks, [model for _, model in loaded])
