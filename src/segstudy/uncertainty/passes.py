"""Several predictions of one case: one network again and again, or several networks."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack

import torch
from torch import nn

from segstudy.running.random_state import random_states_kept
from segstudy.uncertainty.dropout import dropout_on
from segstudy.uncertainty.moments import RunningMoments
from segstudy.volumes.cache import CachedSlices
from segstudy.volumes.windows.slabs import probability_slabs
from segstudy.volumes.windows.window import Window


def predict_moments(
    networks: Sequence[nn.Module],
    slices: CachedSlices,
    batch: int,
    device: torch.device,
    window: Window | None = None,
    passes: int = 1,
    seed: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> RunningMoments:
    """The moments over `passes` predictions by each of `networks`, on the network's grid.

    The same seed and device give the same numbers; the process's random state is left as it was.

    Args:
        networks: In evaluation mode, on `device`; see `volumes.windows.slabs`.
        slices: The prepared case.
        batch: Slices at a time.
        device: Of the networks.
        window: Of networks that see patches; None where they see whole slices.
        passes: By each network.
        seed: What dropout is drawn from, which is then left on; None leaves it off.
        progress: Called with the number of passes that are done.

    Raises:
        StudyError: A network has no dropout to draw.
    """
    moments: RunningMoments | None = None
    with random_states_kept(device), ExitStack() as modes:
        if seed is not None:
            torch.manual_seed(seed)
            for network in networks:
                modes.enter_context(dropout_on(network))
        for count, network in enumerate((network for network in networks for _ in range(passes)), start=1):
            for which, slab in probability_slabs([network], slices, batch, device, window):
                if moments is None:
                    moments = RunningMoments(len(slab), slices.shape)
                if which.start == 0:
                    moments.begin()
                moments.add(which, slab.cpu().numpy())
            if progress:
                progress(count)
    if moments is None:
        raise ValueError("no network predicted anything")
    return moments
