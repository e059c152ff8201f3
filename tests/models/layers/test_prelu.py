import pytest
import torch
from torch import nn

from segstudy.models.layers.prelu import PReLU


@pytest.mark.parametrize("shape", [(3, 5), (2, 4, 6, 8), (1, 3, 4, 5, 2)])
def test_gradients_are_those_of_the_definition(shape):
    torch.manual_seed(0)
    layer = PReLU(shape[1]).double()
    x = torch.randn(shape, dtype=torch.double, requires_grad=True)
    assert torch.autograd.gradcheck(layer, [x])
    assert torch.autograd.gradcheck(lambda slope: torch.func.functional_call(layer, {"weight": slope}, x), layer.weight)


@pytest.mark.parametrize("layout", [torch.contiguous_format, torch.channels_last])
def test_values_and_gradients_are_pytorchs(layout):
    torch.manual_seed(1)
    ours, theirs = PReLU(6), nn.PReLU(6)
    with torch.no_grad():
        theirs.weight.copy_(ours.weight.copy_(torch.randn(6)))
    x = torch.randn(2, 6, 16, 16).contiguous(memory_format=layout)
    x[0, 0, 0] = 0  # at the kink
    found = []
    for layer in (ours, theirs):
        given = x.clone().requires_grad_()
        y = layer(given)
        y.square().sum().backward()
        found.append((y.detach(), given.grad, layer.weight.grad))
    for mine, torchs in zip(*found, strict=True):
        torch.testing.assert_close(mine, torchs)
