"""Which device a network runs on."""

import torch


def choose_device() -> torch.device:
    """The first GPU that `CUDA_VISIBLE_DEVICES` shows to this process, or else the processor."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")
