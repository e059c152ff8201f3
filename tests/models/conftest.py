from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F


@pytest.fixture(autouse=True, scope="session")
def _one_thread():
    torch.set_num_threads(1)  # threads of several test processes wait for each other


@pytest.fixture
def reached_past() -> Callable[[nn.Module, nn.Module, nn.Module, Tensor], bool]:
    """Whether what `seen` puts out depends on the picture though `silent`, below it, puts out zeros: by the skip."""

    def check(network: nn.Module, silent: nn.Module, seen: nn.Module, picture: Tensor) -> bool:
        picture, outputs = picture.clone().requires_grad_(), []
        hooks = [
            silent.register_forward_hook(lambda _, __, output: torch.zeros_like(output)),
            seen.register_forward_hook(lambda _, __, output: outputs.append(output)),
        ]
        network.eval()(picture)
        for hook in hooks:
            hook.remove()
        [gradient] = torch.autograd.grad(outputs[0].square().sum(), picture, allow_unused=True)
        return gradient is not None and bool(gradient.any())

    return check


def _one_by_one(u, delta, a, b, c, d):
    batch, directions, channels, length = u.shape
    h = u.new_zeros(batch, directions, channels, a.shape[-1])
    out = []
    for t in range(length):
        step = delta[..., t, None]
        h = (step * a).exp() * h + step * b[:, :, None, :, t] * u[..., t, None]
        out.append((h * c[:, :, None, :, t]).sum(dim=-1) + d * u[..., t])
    return torch.stack(out, dim=-1)


def _arguments(length, batch=2, directions=4, channels=3, states=5, dtype=torch.float64):
    torch.manual_seed(0)
    u = torch.randn(batch, directions, channels, length, dtype=dtype)
    delta = F.softplus(torch.randn_like(u) - 1)
    a = -torch.rand(directions, channels, states, dtype=dtype).exp() * 3
    b, c = (torch.randn(batch, directions, states, length, dtype=dtype) for _ in range(2))
    return [tensor.requires_grad_() for tensor in (u, delta, a, b, c, torch.randn(directions, channels, dtype=dtype))]


@pytest.fixture(scope="session")
def one_by_one() -> Callable[..., Tensor]:
    """The definition of the selective scan, step by step."""
    return _one_by_one


@pytest.fixture(scope="session")
def scan_arguments() -> Callable[..., list[Tensor]]:
    """What a selective scan of some length is told, drawn, with gradients asked of it."""
    return _arguments
