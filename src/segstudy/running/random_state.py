"""What the next random numbers of a device follow from."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor


def random_states(device: torch.device) -> dict[str, Tensor]:
    """By kind of device, on the processor: its own, from which some layers draw anywhere, and that of `device`."""
    states = {"cpu": torch.get_rng_state()}
    if device.type != "cpu":
        states[device.type] = torch.get_device_module(device).get_rng_state(device)
    return states


def draw_from(states: dict[str, Tensor], device: torch.device) -> None:
    """Go on from what `random_states` gave; what another kind of device left is passed over."""
    torch.set_rng_state(states["cpu"])
    if device.type != "cpu" and device.type in states:
        torch.get_device_module(device).set_rng_state(states[device.type], device)


@contextmanager
def random_states_kept(device: torch.device) -> Iterator[None]:
    """Leave the states as they were before the block."""
    states = random_states(device)
    try:
        yield
    finally:
        draw_from(states, device)
