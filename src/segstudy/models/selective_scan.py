"""The selective scan of state space models (Gu & Dao 2023, "Mamba", arXiv:2312.00752), for several directions at once.

A state h of N numbers a channel is carried along the sequence, h_t = exp(Δ_t A) h_{t−1} + Δ_t B_t u_t, and read out
as y_t = C_t · h_t + D u_t.
"""

from functools import cache
from typing import Any

import torch
from torch import Tensor

from segstudy.models.chunked_scan import ChunkedScan


@cache
def _kernel() -> Any:
    """The CUDA kernel of `mamba_ssm`, where it is installed."""
    try:
        from mamba_ssm.ops.selective_scan_interface import selective_scan_fn
    except ImportError:
        return None
    return selective_scan_fn


def selective_scan(u: Tensor, delta: Tensor, a: Tensor, b: Tensor, c: Tensor, d: Tensor) -> Tensor:
    """Scan several sequences, one a direction; everything in float32 or float64.

    On a GPU with `mamba_ssm` installed its kernel runs, elsewhere a scan by chunks (see ChunkedScan).

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
    if u.is_cuda and u.dtype == torch.float32 and (kernel := _kernel()):
        rows = [tensor.flatten(1, 2).contiguous() for tensor in (u, delta)]
        return kernel(*rows, a.flatten(0, 1), b.contiguous(), c.contiguous(), d.flatten()).view_as(u)
    return ChunkedScan.apply(u, delta, a, b, c) + d[..., None] * u
