"""PReLU whose gradient takes fewer passes over memory."""

from typing import Any

import torch
from torch import Tensor, nn
from torch.autograd.function import once_differentiable
from torch.nn import functional as F


class _PReLU(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, slope: Tensor) -> Tensor:
        ctx.save_for_backward(x, slope)
        return F.prelu(x, slope)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, Tensor]:
        x, slope = ctx.saved_tensors
        above = torch.ops.aten.threshold_backward(gradient, x, 0)  # the gradient where x > 0, else 0
        below = gradient - above
        # in place, because a new array costs as much as the sum
        of_x = above.addcmul_(below, slope.view(1, -1, *[1] * (x.ndim - 2)))
        return of_x, below.mul_(x).sum([axis for axis in range(x.ndim) if axis != 1])


class PReLU(nn.PReLU):
    """As `nn.PReLU` with a slope for each channel; PyTorch's own gradient takes three times as long on a processor."""

    def forward(self, x: Tensor) -> Tensor:
        """(batch, channels, …); the same shape."""
        if x.device.type != "cpu" or not torch.is_grad_enabled():
            return super().forward(x)
        y: Tensor = _PReLU.apply(x, self.weight)
        return y
