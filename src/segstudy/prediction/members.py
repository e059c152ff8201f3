"""The probabilities of an ensemble's member, from its files."""

from collections.abc import Sequence

import torch

from segstudy.prediction.ensemble import Member, on_network_grid
from segstudy.prediction.networks import load_networks
from segstudy.prediction.prepared import read_prepared
from segstudy.prediction.probabilities import predict_probabilities
from segstudy.prediction.spec import PredictionSpec


def read_member(spec: PredictionSpec, folders: Sequence[str], prepared: str, device: torch.device) -> Member:
    """Apply a member's networks to the case as it is prepared for them; sets PyTorch's number of threads.

    Args:
        spec: How they are applied.
        folders: The networks'.
        prepared: The stem of the case's cache.
        device: Where they compute.
    """
    torch.set_num_threads(spec.threads)
    trained = load_networks(folders, spec.builder, device)
    slices, grid = read_prepared(prepared)
    window = trained.window(spec.inference)
    return on_network_grid(predict_probabilities(trained.networks, slices, spec.batch, device, window=window), grid)
