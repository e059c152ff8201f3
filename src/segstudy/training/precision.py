"""Automatic mixed precision on CUDA, plain float32 elsewhere."""

import torch


def memory_layout(dimensions: int) -> torch.memory_format:
    """How images, features and weights of a network for slices (2) or volumes (3) lie in memory: channels last."""
    return torch.channels_last if dimensions == 2 else torch.channels_last_3d


class Precision:
    """Where and in what precision a network computes: bfloat16, or float16 where the GPU has no bfloat16."""

    def __init__(self, device: torch.device):
        self.device = device
        self.mixed = device.type == "cuda"
        self.dtype = torch.bfloat16 if not self.mixed or torch.cuda.is_bf16_supported() else torch.float16
        # float16 loses small gradients unless the loss is scaled up
        self.scaler = torch.amp.GradScaler(device.type, enabled=self.mixed and self.dtype == torch.float16)

    def autocast(self) -> torch.autocast:
        """A context in which suitable operations run in the lower precision, on CUDA only."""
        return torch.autocast(self.device.type, dtype=self.dtype, enabled=self.mixed)

    def step(self, loss: torch.Tensor, optimizer: torch.optim.Optimizer) -> None:
        """One step of the optimizer down the gradient of `loss`."""
        optimizer.zero_grad(set_to_none=True)
        self.scaler.scale(loss).backward()
        self.scaler.step(optimizer)
        self.scaler.update()
