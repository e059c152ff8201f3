"""Predicting a case whose network sees views of it, placed where another label map has its organs."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from segstudy.representations.applied import view_slices
from segstudy.representations.interface import Representation
from segstudy.volumes.cache import CachedSlices
from segstudy.volumes.channels import CHANNELS, Channels
from segstudy.volumes.grids.network_grid import NetworkGrid
from segstudy.volumes.label_map import label_map


def classes_on_grid(labels: np.ndarray, grid: NetworkGrid, organ_labels: Sequence[int]) -> np.ndarray:
    """A label map (i, j, k) as class indices on the network's grid: uint8 (slices, rows, columns)."""
    lookup = np.zeros(max(int(labels.max(initial=0)), *organ_labels) + 1, np.uint8)
    lookup[list(organ_labels)] = np.arange(1, len(organ_labels) + 1)
    return grid.sample_label(lookup[labels])


def applied_representation(models: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The representation to show a case in, as a spec; where each fold tuned its own threshold, with their mean.

    Args:
        models: What each network's `model.yaml` says.
    """
    spec = dict(models[0]["representation"])
    if "high" in spec:
        spec["high"] = float(np.mean([model["representation"]["high"] for model in models]))
    return spec


@torch.inference_mode()
def predict_represented(
    networks: Sequence[nn.Module],
    slices: CachedSlices,
    source: np.ndarray,
    representation: Representation[Any],
    classes: int,
    batch: int,
    device: torch.device,
) -> np.ndarray:
    """Mean probabilities of the networks: float32 (classes, slices, rows, columns) on the grid of the prepared slices.

    Args:
        networks: In evaluation mode; they are moved to `device`.
        slices: The case as it is prepared.
        source: Class indices, uint8 (slices, rows, columns), in which the objects lie.
        representation: How objects are shown.
        classes: Background and organs.
        batch: Views at a time.
        device: Where to compute.
    """
    moved = [network.to(device) for network in networks]
    channels = Channels.from_plain(getattr(networks[0], CHANNELS, None), slices.planes)

    def predict(images: Tensor) -> Tensor:
        views = images.to(device)
        return sum(network(views).float().softmax(dim=1) for network in moved) / len(moved)

    out = np.empty((classes, *slices.shape), np.float32)
    for viewed in view_slices(predict, slices, source.__getitem__, representation, classes, batch, channels):
        out[:, viewed.index] = viewed.fused
    return out


def predict_represented_labels(
    networks: Sequence[nn.Module],
    slices: CachedSlices,
    grid: NetworkGrid,
    source: np.ndarray,
    representation: Representation[Any],
    organ_labels: Sequence[int],
    batch: int,
    device: torch.device,
) -> np.ndarray:
    """The most probable organ of every voxel in the case's own grid: uint8 label integers, (i, j, k).

    Args:
        networks: In evaluation mode; they are moved to `device`.
        slices: The case as it is prepared.
        grid: Of `slices`.
        source: A label map (i, j, k) of the study's integers, of whose organs the networks are shown views.
        representation: How objects are shown.
        organ_labels: The study's label integers, in order.
        batch: Views at a time.
        device: Where to compute.
    """
    objects = classes_on_grid(source, grid, organ_labels)
    count = len(organ_labels) + 1
    probabilities = predict_represented(networks, slices, objects, representation, count, batch, device)
    return label_map(grid.restore_classes(probabilities), organ_labels)
