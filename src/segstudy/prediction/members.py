"""The probabilities of an ensemble's member, from its files."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

from segstudy.cache import CachedSlices
from segstudy.config.inference import InferenceSettings
from segstudy.grids.network_grid import NetworkGrid
from segstudy.models.load import load_network
from segstudy.prediction.ensemble import Member, on_network_grid
from segstudy.prediction.probabilities import predict_probabilities
from segstudy.windows.window import window_of


def read_member(told: Mapping[str, Any], device: torch.device) -> Member:
    """Apply a member's networks to the case as it is prepared for them; sets PyTorch's number of threads.

    told: plain values: `networks` (folders), `prepared` (stem of the case's cache), `inference` (see
    segstudy.config.inference, or None), `batch` and `threads`.
    """
    torch.set_num_threads(told["threads"])
    loaded = [load_network(folder) for folder in told["networks"]]
    window = window_of(loaded[0][1], InferenceSettings(**told["inference"]) if told["inference"] else None)
    networks = [network.to(device) for network, _ in loaded]
    slices = CachedSlices(told["prepared"])
    grid = NetworkGrid.from_json(json.loads(Path(f"{told['prepared']}.grid.json").read_text(encoding="utf-8")))
    return on_network_grid(predict_probabilities(networks, slices, told["batch"], device, window=window), grid)
