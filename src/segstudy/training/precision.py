"""Automatic mixed precision on CUDA, plain float32 elsewhere."""

import torch
from torch.nn.utils import clip_grad_norm_


def memory_layout(dimensions: int) -> torch.memory_format:
    """How images, features and weights of a network for slices (2) or volumes (3) lie in memory: channels last."""
    return torch.channels_last if dimensions == 2 else torch.channels_last_3d


class Precision:
    """Where and in what precision a network computes: bfloat16, or float16 where the GPU has no bfloat16.

    Attributes:
        device: Where.
        mixed: Whether suitable operations run in the lower precision.
        dtype: The lower precision.
        sums: What losses are added up in.
        scaler: Of the loss.
    """

    def __init__(self, device: torch.device):
        self.device = device
        self.mixed = device.type == "cuda"
        # Apple's GPUs know no float64
        self.sums = torch.float32 if device.type == "mps" else torch.float64
        self.dtype = torch.bfloat16 if not self.mixed or torch.cuda.is_bf16_supported() else torch.float16
        # float16 loses small gradients unless the loss is scaled up
        self.scaler = torch.amp.GradScaler(device.type, enabled=self.mixed and self.dtype == torch.float16)

    def autocast(self) -> torch.autocast:
        """A context in which suitable operations run in the lower precision, on CUDA only."""
        return torch.autocast(self.device.type, dtype=self.dtype, enabled=self.mixed)

    def backward(self, loss: torch.Tensor) -> None:
        """Add the gradient of `loss` to those there are."""
        self.scaler.scale(loss).backward()

    def step(self, optimizer: torch.optim.Optimizer, clip_norm: float | None = None) -> None:
        """One step of the optimizer down the gradients, which are then forgotten.

        Args:
            optimizer: Of the weights.
            clip_norm: Gradients of a larger norm, all weights together, are shortened to it (Pascanu et al. 2013).
        """
        if clip_norm is not None:
            self.scaler.unscale_(optimizer)
            clip_grad_norm_([weight for group in optimizer.param_groups for weight in group["params"]], clip_norm)
        self.scaler.step(optimizer)
        self.scaler.update()
        optimizer.zero_grad(set_to_none=True)
