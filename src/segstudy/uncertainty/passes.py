"""Several predictions of one case: one network again and again, or several networks."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack

import torch
from torch import nn

from segstudy.cache import CachedSlices
from segstudy.uncertainty.dropout import dropout_on
from segstudy.uncertainty.moments import RunningMoments
from segstudy.windows.slabs import probability_slabs
from segstudy.windows.window import Window


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

    networks: in evaluation mode, on `device`; see segstudy.windows.slabs. seed: what dropout is drawn from, which is
    then left on; none leaves it off. progress: told how many passes are done.
    The same seed and device give the same numbers; the process's random state is left as it was.
    Raises StudyError where a network has no dropout to draw.
    """
    moments: RunningMoments | None = None
    gpus = [device] if device.type == "cuda" else []
    with torch.random.fork_rng(gpus), ExitStack() as modes:
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
    return moments
