"""Batch normalization whose gradient is quick for few channels that lie last in memory."""

from typing import Any

import torch
from torch import Tensor, nn
from torch.autograd.function import once_differentiable

# PyTorch goes through a pixel's channels with instructions for 16 numbers, one by one where there are fewer.
_FEWER = 16
# So many numbers of neighboring pixels are dealt with at once instead.
_ROW = 64


def _rows(x: Tensor) -> Tensor:
    """Features, channels last, as rows in which the channels come again and again; no copy."""
    return x.permute(0, 2, 3, 1).reshape(-1, _ROW)


def _repeated(values: Tensor) -> Tensor:
    return values.repeat(_ROW // len(values))


def _summed(rows: Tensor, channels: int) -> Tensor:
    return rows.sum(dim=0).view(-1, channels).sum(dim=0)


class _BatchNorm(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, weight: Tensor, bias: Tensor, layer: nn.BatchNorm2d) -> Tensor:
        momentum = 0.0 if layer.momentum is None else layer.momentum
        y, mean, inverse = torch.native_batch_norm(
            x, weight, bias, layer.running_mean, layer.running_var, True, momentum, layer.eps
        )
        ctx.save_for_backward(x, weight, mean, inverse)
        return y

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, Tensor, Tensor, None]:
        # Ioffe & Szegedy 2015, arXiv:1502.03167, section 3
        x, weight, mean, inverse = ctx.saved_tensors
        batch, channels, height, width = x.shape
        count = x.numel() // channels
        gradient = _rows(gradient.contiguous(memory_format=torch.channels_last))
        centered = _rows(x) - _repeated(mean)
        of_bias = _summed(gradient, channels)
        of_weight = _summed(gradient * centered, channels) * inverse
        scale = weight * inverse
        of_x = centered.mul_(_repeated(-scale * inverse * of_weight / count))
        of_x.addcmul_(gradient, _repeated(scale)).sub_(_repeated(scale * of_bias / count))
        return of_x.view(batch, height, width, channels).permute(0, 3, 1, 2), of_weight, of_bias, None


class BatchNorm2d(nn.BatchNorm2d):
    """As `nn.BatchNorm2d`; with fewer than 16 channels, channels last, PyTorch's gradient takes four times as long."""

    def forward(self, x: Tensor) -> Tensor:
        """(batch, channels, rows, columns); the same shape."""
        channels = x.shape[1]
        quick = self.training and x.device.type == "cpu" and torch.is_grad_enabled()
        fitting = channels < _FEWER and _ROW % channels == 0 and x.numel() % _ROW == 0
        if not quick or not fitting or not x.is_contiguous(memory_format=torch.channels_last):
            return super().forward(x)
        if self.num_batches_tracked is not None:
            self.num_batches_tracked.add_(1)
        y: Tensor = _BatchNorm.apply(x, self.weight, self.bias, self)
        return y
