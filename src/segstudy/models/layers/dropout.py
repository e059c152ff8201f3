"""Element-wise dropout whose mask is quick to draw."""

import torch
from numpy.random import SFC64
from torch import Tensor, nn

_LEVELS = 2**16


def _bits(count: int) -> Tensor:
    """int16, (count,): bits of a generator that PyTorch's own seeds, so that its state says what comes next."""
    seed = int(torch.randint(2**63 - 1, ()))
    return torch.from_numpy(SFC64(seed).random_raw(-(-count // 4))).view(torch.int16)[:count]


class Dropout(nn.Dropout):
    """As `nn.Dropout`; on a processor each element's fate is 16 random bits.

    PyTorch draws there one number for each element, which takes a fifth of ENet's training. The probability is
    rounded to 1/65536 and what is left scaled by its inverse, so that the mean stays.
    """

    def forward(self, x: Tensor) -> Tensor:
        """Any shape; the same shape."""
        dropped = round(self.p * _LEVELS)
        if not self.training or x.device.type != "cpu" or not 0 < dropped < _LEVELS:
            return super().forward(x)
        mask = torch.empty_like(x, requires_grad=False)
        in_memory = mask.as_strided((x.numel(),), (1,))
        torch.ge(_bits(x.numel()), dropped - _LEVELS // 2, out=in_memory)
        return x * mask.mul_(_LEVELS / (_LEVELS - dropped))
