"""The selective scan's state, by chunks of the sequence that run side by side.

A loop over all steps would do little at each; here a step does its work for all chunks at once. First every chunk
runs from a zero state, then the chunks' ends are chained (the decay over a chunk is the exponential of a sum), then
every chunk runs again from its true state. The backward pass does the same in reverse and keeps nothing of the
forward pass but its arguments, so that memory grows with the arguments and not with length × channels × states.
"""

from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor

# Numbers of state handled at once: enough that a step is worth its call, few enough that they stay near the processor.
NUMBERS = 2**22


def _chunked(sequence: Tensor, chunk: int) -> Tensor:
    """(rows, length, …) to (chunk, rows, chunks, …): the step inside its chunk comes first. Pads with zeros."""
    rows, length = sequence.shape[:2]
    chunks = -(-length // chunk)
    if padding := chunks * chunk - length:
        sequence = torch.cat([sequence, sequence.new_zeros(rows, padding, *sequence.shape[2:])], dim=1)
    return sequence.unflatten(1, (chunks, chunk)).movedim(2, 0).contiguous()


def _joined(chunked: Tensor, length: int) -> Tensor:
    """The inverse of `_chunked`."""
    return chunked.movedim(0, 2).flatten(1, 2)[:, :length]


def _run(decay: Tensor, added: Tensor, whole: Tensor, backwards: bool) -> Tensor:
    """The states of s_t = decay_t s_{t−1} + added_t, or backwards s_t = decay_{t+1} s_{t+1} + added_t, in `added`.

    Args:
        decay: (chunk, rows, chunks, channels, states).
        added: Of the same shape.
        whole: Decay over each chunk, without the first.
        backwards: Whether the sequence runs from its end.
    """
    steps = range(len(added) - 1, -1, -1) if backwards else range(len(added))
    state = torch.zeros_like(added[0])
    for step in steps:
        # backwards, `decay` is already the one of the step after
        state = torch.addcmul(added[step], decay[step], state)
    chunks = state.shape[1]
    order = range(chunks - 1, -1, -1) if backwards else range(chunks)
    start, ends = torch.zeros_like(state), state
    carried = torch.zeros_like(state[:, 0])
    for place in order:
        start[:, place] = carried
        carried = torch.addcmul(ends[:, place], whole[:, place], carried)
    state = start
    for step in steps:
        state = torch.addcmul(added[step], decay[step], state, out=added[step])
    return added


class _Part:
    """Some rows (samples and directions) of a scan, chunked, with the states they pass through."""

    def __init__(self, u: Tensor, delta: Tensor, a: Tensor, b: Tensor) -> None:
        """Chunk and scan.

        Args:
            u: (rows, length, channels).
            delta: (rows, length, channels).
            a: (rows, channels, states).
            b: (rows, length, states).
        """
        self.chunk = max(1, round(u.shape[1] ** 0.5))
        self.u, self.delta, self.b = (_chunked(tensor, self.chunk) for tensor in (u, delta, b))
        self.a = a
        self.decay = (self.delta[..., None] * a[None, :, None]).exp_()
        self.states = (self.delta * self.u)[..., None] * self.b[..., None, :]
        whole = (self.delta.sum(dim=0)[..., None] * a[:, None]).exp_()
        _run(self.decay, self.states, whole, backwards=False)


class ChunkedScan(torch.autograd.Function):
    """y_t = C_t · h_t with h_t = exp(Δ_t A) h_{t−1} + Δ_t B_t u_t; shapes as in `selective_scan`, without D."""

    @staticmethod
    def _parts(u: Tensor, delta: Tensor, a: Tensor, b: Tensor, c: Tensor) -> Iterator[tuple[slice, list[Tensor]]]:
        """Rows of samples and directions, sequence before channels, as many at once as NUMBERS allows."""
        rows = [tensor.flatten(0, 1).transpose(1, 2) for tensor in (u, delta, b, c)]
        every = a.expand(len(u), *a.shape).flatten(0, 1)
        step = max(1, NUMBERS // (u.shape[2] * u.shape[3] * a.shape[2]))
        for first in range(0, len(every), step):
            part = slice(first, first + step)
            yield part, [rows[0][part], rows[1][part], every[part], rows[2][part], rows[3][part]]

    @staticmethod
    def forward(ctx: Any, u: Tensor, delta: Tensor, a: Tensor, b: Tensor, c: Tensor) -> Tensor:
        """(batch, directions, channels, length)."""
        ctx.save_for_backward(u, delta, a, b, c)
        out = torch.empty_like(u)
        for place, (x, steps, decays, written, read) in ChunkedScan._parts(u, delta, a, b, c):
            part = _Part(x, steps, decays, written)
            y = _over_states(part.states, _chunked(read, part.chunk))
            out.flatten(0, 1)[place] = _joined(y, u.shape[3]).transpose(1, 2)
        return out

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor, ...]:
        """Gradients of all five arguments, states made anew."""
        u, delta, a, b, c = ctx.saved_tensors
        length = u.shape[3]
        grads = [torch.empty_like(tensor, memory_format=torch.contiguous_format) for tensor in (u, delta, b, c)]
        grad_a = a.new_zeros(len(u), *a.shape).flatten(0, 1)
        rows = grad.flatten(0, 1).transpose(1, 2)
        for place, (x, steps, decays, written, read) in ChunkedScan._parts(u, delta, a, b, c):
            part = _Part(x, steps, decays, written)
            grad_here, read_here = _chunked(rows[place], part.chunk), _chunked(read, part.chunk)
            grad_c = _over_channels(part.states, grad_here)
            costate = _costate(part, grad_here, read_here)
            before = _before(part.states)
            inner = before.mul_(costate).mul_(part.decay)  # d loss / d (Δ_t A)
            through = _over_states(costate, part.b)
            grad_b = _over_channels(costate, part.delta * part.u)
            grad_a[place] = torch.mul(inner, part.delta[..., None], out=costate).sum(dim=(0, 2))
            grad_delta = inner.mul_(part.a[None, :, None]).sum(dim=-1) + through * part.u
            for whole, own in zip(grads, (through * part.delta, grad_delta, grad_b, grad_c), strict=True):
                whole.flatten(0, 1)[place] = _joined(own, length).transpose(1, 2)
        return grads[0], grads[1], grad_a.view(len(u), *a.shape).sum(dim=0), grads[2], grads[3]


def _over_states(numbers: Tensor, weights: Tensor) -> Tensor:
    """Weighted sum over states: (…, channels, states) and (…, states) to (…, channels), without a copy."""
    return torch.matmul(numbers, weights[..., None])[..., 0]


def _over_channels(numbers: Tensor, weights: Tensor) -> Tensor:
    """Weighted sum over channels: (…, channels, states) and (…, channels) to (…, states), without a copy."""
    return torch.matmul(weights[..., None, :], numbers)[..., 0, :]


def _before(states: Tensor) -> Tensor:
    """The state before each step, in new memory."""
    before = torch.empty_like(states)
    before[1:] = states[:-1]
    before[0, :, 1:] = states[-1, :, :-1]
    before[0, :, 0] = 0
    return before


def _costate(part: _Part, asked: Tensor, read: Tensor) -> Tensor:
    """The loss by h_t: what is asked of this step, and of all later ones through their decay."""
    later = torch.empty_like(part.decay)
    later[:-1] = part.decay[1:]
    later[-1, :, :-1] = part.decay[0, :, 1:]
    later[-1, :, -1] = 0
    costate = asked[..., None] * read[..., None, :]
    # over a chunk, the decays of all its steps but the first, and of the first step after it
    total = part.delta.sum(dim=0)
    shifted = torch.zeros_like(total)
    shifted[:, :-1] = part.delta[0, :, 1:]
    whole = ((total - part.delta[0] + shifted)[..., None] * part.a[:, None]).exp_()
    whole[:, -1] = 0
    return _run(later, costate, whole, backwards=True)
