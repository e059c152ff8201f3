"""The visual state space block of VM-UNet (Ruan & Xiang 2024, arXiv:2402.02491; Liu et al. 2024, "VMamba").

Features are (batch, rows, columns, channels) throughout.
"""

import math
from contextlib import nullcontext

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from segstudy.models.selective_scan import selective_scan

DIRECTIONS = 4
STATES = 16
EXPANSION = 2
# Δ starts between these, evenly on a logarithmic scale.
DELTA_RANGE = (1e-3, 0.1)
DELTA_FLOOR = 1e-4


def cross_scan(x: Tensor) -> Tensor:
    """(batch, channels, rows, columns) as four sequences: by row, by column, and both reversed.

    Returns:
        (batch, 4, channels, rows × columns).
    """
    forward = torch.stack([x.flatten(2), x.transpose(2, 3).flatten(2)], dim=1)
    return torch.cat([forward, forward.flip(-1)], dim=1)


def cross_merge(y: Tensor, rows: int, columns: int) -> Tensor:
    """The sum of the four sequences where their pixels lie; the inverse order of `cross_scan`."""
    forward = y[:, :2] + y[:, 2:].flip(-1)
    return forward[:, 0].unflatten(-1, (rows, columns)) + forward[:, 1].unflatten(-1, (columns, rows)).transpose(2, 3)


class SS2D(nn.Module):
    """Selective scan of features in four directions, gated; channels stay."""

    def __init__(self, channels: int):
        super().__init__()
        self.inner, self.rank = EXPANSION * channels, math.ceil(channels / 16)
        self.project = nn.Linear(channels, 2 * self.inner, bias=False)
        self.depthwise = nn.Conv2d(self.inner, self.inner, 3, padding=1, groups=self.inner)
        # each direction's Δ (of low rank), B and C from the sequence itself
        self.select = nn.Parameter(torch.empty(DIRECTIONS, self.rank + 2 * STATES, self.inner))
        self.delta_weight = nn.Parameter(torch.empty(DIRECTIONS, self.inner, self.rank))
        self.delta_bias = nn.Parameter(torch.empty(DIRECTIONS, self.inner))
        self.a_log = nn.Parameter(torch.empty(DIRECTIONS, self.inner, STATES))
        self.d = nn.Parameter(torch.ones(DIRECTIONS, self.inner))
        self.norm = nn.LayerNorm(self.inner)
        self.out = nn.Linear(self.inner, channels, bias=False)
        self._initialize()

    def _initialize(self) -> None:
        bound = self.inner**-0.5
        nn.init.uniform_(self.select, -bound, bound)
        nn.init.uniform_(self.delta_weight, -(self.rank**-0.5), self.rank**-0.5)
        low, high = (math.log(limit) for limit in DELTA_RANGE)
        with torch.no_grad():
            delta = torch.exp(torch.rand(self.delta_bias.shape) * (high - low) + low).clamp_min(DELTA_FLOOR)
            self.delta_bias.copy_(delta + torch.log(-torch.expm1(-delta)))  # the inverse of softplus
            self.a_log.copy_(torch.arange(1, STATES + 1).log().expand_as(self.a_log))

    def forward(self, x: Tensor) -> Tensor:
        """(batch, rows, columns, channels) to the same."""
        rows, columns = x.shape[1:3]
        content, gate = self.project(x).chunk(2, dim=-1)
        content = F.silu(self.depthwise(content.permute(0, 3, 1, 2)))
        y = self._scan(cross_scan(content)).type_as(x)
        y = cross_merge(y, rows, columns).permute(0, 2, 3, 1)
        return self.out(self.norm(y) * F.silu(gate))

    def _scan(self, sequences: Tensor) -> Tensor:
        # in float32 also where the rest is not: small decays add up over thousands of steps
        kind = sequences.device.type
        # shapes alone, on `meta`, have no precision
        plain = torch.autocast(kind, enabled=False) if torch.amp.is_autocast_available(kind) else nullcontext()
        with plain:
            sequences = sequences.float() if sequences.dtype in (torch.float16, torch.bfloat16) else sequences
            selected = torch.einsum("bkdl,kcd->bkcl", sequences, self.select)
            low, b, c = selected.split([self.rank, STATES, STATES], dim=2)
            delta = torch.einsum("bkrl,kdr->bkdl", low, self.delta_weight) + self.delta_bias[..., None]
            return selective_scan(sequences, F.softplus(delta), -self.a_log.exp(), b, c, self.d)


class DropPath(nn.Module):
    """Leave a branch out for whole samples, with `probability`, in training (Huang et al. 2016, stochastic depth)."""

    def __init__(self, probability: float):
        super().__init__()
        self.probability = probability

    def forward(self, x: Tensor) -> Tensor:
        """The branch, scaled so that its mean stays."""
        if not self.training or self.probability == 0:
            return x
        kept = 1 - self.probability
        return x * x.new_empty(len(x), *[1] * (x.ndim - 1)).bernoulli_(kept) / kept


class VSSBlock(nn.Module):
    """x + DropPath(SS2D(LayerNorm(x))); no further layers follow."""

    def __init__(self, channels: int, drop_path: float):
        super().__init__()
        self.norm, self.scan, self.drop = nn.LayerNorm(channels), SS2D(channels), DropPath(drop_path)

    def forward(self, x: Tensor) -> Tensor:
        """(batch, rows, columns, channels) to the same."""
        return x + self.drop(self.scan(self.norm(x)))
