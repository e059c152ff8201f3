from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn


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
