"""The selective scan of state space models (Gu & Dao 2023, "Mamba", arXiv:2312.00752), for several directions at once.

A state h of N numbers a channel is carried along the sequence, h_t = exp(Δ_t A) h_{t−1} + Δ_t B_t u_t, and read out
as y_t = C_t · h_t + D u_t.
"""

import logging
from functools import cache

import torch
from torch import Tensor

from segstudy.models.chunked_scan import ChunkedScan

log = logging.getLogger(__name__)


@cache
def _gpu_scan() -> type[torch.autograd.Function]:
    """The kernels in Triton where they run, which is tried once on a scan of one step; else chunks."""
    try:
        from segstudy.models.triton_scan import TritonScan
    except ImportError as error:
        log.warning("VM-UNet's scan runs by chunks, some times slower: Triton cannot be imported (%s)", error)
        return ChunkedScan
    try:
        one = torch.ones(1, 1, 1, 1, device="cuda")
        TritonScan.apply(one, one, -one[0], one, one)
    except Exception as error:  # of Triton's many kinds, and of the C compiler that it calls
        log.warning("VM-UNet's scan runs by chunks, some times slower: Triton compiles nothing here (%s)", error)
        return ChunkedScan
    return TritonScan


def selective_scan(u: Tensor, delta: Tensor, a: Tensor, b: Tensor, c: Tensor, d: Tensor) -> Tensor:
    """Scan several sequences, one a direction; everything in float32 or float64.

    On CUDA by kernels in Triton (see TritonScan), where it can be imported; elsewhere by chunks (see ChunkedScan).

    Args:
        u: The sequences, (batch, directions, channels, length).
        delta: Δ, of the same shape, above 0.
        a: A, (directions, channels, states), below 0.
        b: B, (batch, directions, states, length).
        c: C, of the same shape.
        d: D, (directions, channels).

    Returns:
        y, of the shape of `u`.
    """
    scan = _gpu_scan() if u.is_cuda else ChunkedScan
    return scan.apply(u, delta, a, b, c) + d[..., None] * u
