"""The selective scan's state as two kernels in Triton: one forward, one backward.

A program goes along the sequence of some channels of one sample and direction, so many steps at a time, and carries
their states; inside, steps are an associative scan of (decay, added) pairs (Blelloch 1990, "Prefix sums and their
applications"), as in Gu & Dao 2023. The forward pass keeps the state before each of these groups of steps, from which
the backward pass makes the states in it anew. Sums over channels are kept apart and added afterwards in one order, so
that the same input gives the same gradients.
"""

from typing import Any

import torch
import triton
import triton.language as tl
from torch import Tensor
from torch.autograd.function import once_differentiable

# Steps, and channels, of a program at a time: with 16 states, what a program holds fits its registers.
STEPS = 16
CHANNELS = 16
WARPS = 8


@triton.jit
def _then(decay: tl.tensor, added: tl.tensor, decay_after: tl.tensor, added_after: tl.tensor) -> tl.tuple:
    """Two steps as one."""
    return decay * decay_after, added * decay_after + added_after


@triton.jit
def _scan_forward(
    u: tl.tensor,
    delta: tl.tensor,
    a: tl.tensor,
    b: tl.tensor,
    c: tl.tensor,
    y: tl.tensor,
    starts: tl.tensor,
    directions: tl.tensor,
    channels: tl.tensor,
    states: tl.tensor,
    length: tl.tensor,
    groups: tl.tensor,
    STEPS: tl.constexpr,  # noqa: N803 - as Triton writes its constants
    CHANNELS: tl.constexpr,  # noqa: N803
    STATES: tl.constexpr,  # noqa: N803
) -> None:
    """`y` and, of each group of steps, the state before it; a program a row (sample and direction) and channels."""
    row = tl.program_id(0).to(tl.int64)
    channel = tl.program_id(1) * CHANNELS + tl.arange(0, CHANNELS)
    state = tl.arange(0, STATES)
    is_channel, is_state = channel < channels, state < states
    is_both = is_channel[:, None] & is_state[None, :]
    of_a = ((row % directions) * channels + channel[:, None]) * states + state[None, :]
    falling = tl.load(a + of_a, mask=is_both, other=0.0)
    carried = tl.zeros_like(falling)
    for group in range(groups):
        place = ((row * groups + group) * channels + channel[:, None]) * states + state[None, :]
        tl.store(starts + place, carried, mask=is_both)
        step = group * STEPS + tl.arange(0, STEPS)
        is_step = step < length
        of_channels = (row * channels + channel[:, None]) * length + step[None, :]
        in_channels = is_channel[:, None] & is_step[None, :]
        of_states = (row * states + state[:, None]) * length + step[None, :]
        in_states = is_state[:, None] & is_step[None, :]
        x = tl.load(u + of_channels, mask=in_channels, other=0.0)
        # beyond the end nothing decays and nothing is added
        time = tl.load(delta + of_channels, mask=in_channels, other=0.0)
        written = tl.load(b + of_states, mask=in_states, other=0.0)
        read = tl.load(c + of_states, mask=in_states, other=0.0)
        decay = tl.exp(time[:, None, :] * falling[:, :, None])
        added = (time * x)[:, None, :] * written[None, :, :]
        whole, h = tl.associative_scan((decay, added), 2, _then)
        h += whole * carried[:, :, None]
        tl.store(y + of_channels, tl.sum(h * read[None, :, :], axis=1), mask=in_channels)
        is_last = (tl.arange(0, STEPS) == STEPS - 1)[None, None, :]
        carried = tl.sum(tl.where(is_last, h, 0.0), axis=2)


@triton.jit
def _scan_backward(
    u: tl.tensor,
    delta: tl.tensor,
    a: tl.tensor,
    b: tl.tensor,
    c: tl.tensor,
    starts: tl.tensor,
    asked: tl.tensor,
    grad_u: tl.tensor,
    grad_delta: tl.tensor,
    grad_a: tl.tensor,
    grad_b: tl.tensor,
    grad_c: tl.tensor,
    rows: tl.tensor,
    directions: tl.tensor,
    channels: tl.tensor,
    states: tl.tensor,
    length: tl.tensor,
    groups: tl.tensor,
    STEPS: tl.constexpr,  # noqa: N803
    CHANNELS: tl.constexpr,  # noqa: N803
    STATES: tl.constexpr,  # noqa: N803
) -> None:
    """All gradients; those of `a` a row, those of `b` and `c` a block of channels, still to be added up."""
    row = tl.program_id(0).to(tl.int64)
    block = tl.program_id(1).to(tl.int64)
    channel = block * CHANNELS + tl.arange(0, CHANNELS)
    state = tl.arange(0, STATES)
    is_channel, is_state = channel < channels, state < states
    is_both = is_channel[:, None] & is_state[None, :]
    of_a = channel[:, None] * states + state[None, :]
    falling = tl.load(a + (row % directions) * channels * states + of_a, mask=is_both, other=0.0)
    total_a = tl.zeros_like(falling)
    # the loss by the state after this group's last step, by way of all later ones
    carried = tl.zeros_like(falling)
    for done in range(groups):
        group = groups - 1 - done
        step = group * STEPS + tl.arange(0, STEPS)
        is_step, is_next = step < length, step + 1 < length
        of_channels = (row * channels + channel[:, None]) * length + step[None, :]
        in_channels = is_channel[:, None] & is_step[None, :]
        of_states = (row * states + state[:, None]) * length + step[None, :]
        in_states = is_state[:, None] & is_step[None, :]
        x = tl.load(u + of_channels, mask=in_channels, other=0.0)
        time = tl.load(delta + of_channels, mask=in_channels, other=0.0)
        next_time = tl.load(delta + of_channels + 1, mask=is_channel[:, None] & is_next[None, :], other=0.0)
        grad = tl.load(asked + of_channels, mask=in_channels, other=0.0)
        written = tl.load(b + of_states, mask=in_states, other=0.0)
        read = tl.load(c + of_states, mask=in_states, other=0.0)
        start = tl.load(starts + (row * groups + group) * channels * states + of_a, mask=is_both, other=0.0)

        decay = tl.exp(time[:, None, :] * falling[:, :, None])
        added = (time * x)[:, None, :] * written[None, :, :]
        whole, h = tl.associative_scan((decay, added), 2, _then)
        h += whole * start[:, :, None]

        later = tl.exp(next_time[:, None, :] * falling[:, :, None])
        whole, costate = tl.associative_scan((later, grad[:, None, :] * read[None, :, :]), 2, _then, reverse=True)
        costate += whole * carried[:, :, None]
        is_first = (tl.arange(0, STEPS) == 0)[None, None, :]
        carried = tl.sum(tl.where(is_first, costate, 0.0), axis=2)

        inner = costate * (h - added)  # the loss by Δ_t A: of the state, what came from the step before
        through = tl.sum(costate * written[None, :, :], axis=1)
        total_a += tl.sum(inner * time[:, None, :], axis=2)
        tl.store(grad_u + of_channels, through * time, mask=in_channels)
        by_time = tl.sum(inner * falling[:, :, None], axis=1) + through * x
        tl.store(grad_delta + of_channels, by_time, mask=in_channels)
        of_block = block * rows * states * length + of_states
        tl.store(grad_b + of_block, tl.sum(costate * (time * x)[:, None, :], axis=0), mask=in_states)
        tl.store(grad_c + of_block, tl.sum(h * grad[:, None, :], axis=0), mask=in_states)
    tl.store(grad_a + row * channels * states + of_a, total_a, mask=is_both)


class TritonScan(torch.autograd.Function):
    """y_t = C_t · h_t with h_t = exp(Δ_t A) h_{t−1} + Δ_t B_t u_t; shapes as in `selective_scan`, without D."""

    @staticmethod
    def _sizes(u: Tensor, a: Tensor) -> tuple[tuple[int, int], list[int], dict[str, int]]:
        """The grid of programs, the sizes they are told, and their constants."""
        batch, directions, channels, length = u.shape
        states = a.shape[2]
        grid = batch * directions, triton.cdiv(channels, CHANNELS)
        constants = {"STEPS": STEPS, "CHANNELS": CHANNELS, "STATES": triton.next_power_of_2(states)}
        return grid, [directions, channels, states, length, triton.cdiv(length, STEPS)], constants

    @staticmethod
    def forward(ctx: Any, u: Tensor, delta: Tensor, a: Tensor, b: Tensor, c: Tensor) -> Tensor:
        """(batch, directions, channels, length)."""
        u, delta, a, b, c = (tensor.contiguous() for tensor in (u, delta, a, b, c))
        grid, sizes, constants = TritonScan._sizes(u, a)
        y = torch.empty_like(u)
        starts = u.new_empty(grid[0], sizes[-1], *a.shape[1:])
        with torch.cuda.device_of(u):
            _scan_forward[grid](u, delta, a, b, c, y, starts, *sizes, **constants, num_warps=WARPS)
        ctx.save_for_backward(u, delta, a, b, c, starts)
        return y

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor, ...]:
        """Gradients of all five arguments, states made anew."""
        u, delta, a, b, c, starts = ctx.saved_tensors
        grid, sizes, constants = TritonScan._sizes(u, a)
        grad_u, grad_delta = torch.empty_like(u), torch.empty_like(u)
        grad_a = a.new_empty(len(u), *a.shape)
        grad_b, grad_c = (u.new_empty(grid[1], *b.shape) for _ in range(2))
        grads = [grad_u, grad_delta, grad_a, grad_b, grad_c]
        told = [u, delta, a, b, c, starts, grad.contiguous(), *grads, grid[0], *sizes]
        _scan_backward[grid](*told, **constants, num_warps=WARPS)
        return grad_u, grad_delta, grad_a.sum(dim=0), grad_b.sum(dim=0), grad_c.sum(dim=0)
