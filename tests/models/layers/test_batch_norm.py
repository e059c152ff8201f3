import pytest
import torch
from torch import nn

from segstudy.models.layers import batch_norm
from segstudy.models.layers.batch_norm import BatchNorm2d


def _after(layer, x, steps=2):
    """Values, gradients and running statistics after a few steps."""
    for _ in range(steps):
        given = x.clone(memory_format=torch.preserve_format).requires_grad_()
        y = layer(given)
        (y**3).mean().backward()
    return [y.detach(), given.grad, layer.weight.grad, layer.bias.grad, *layer.buffers()]


@pytest.mark.parametrize("channels", [1, 2, 4, 8, 6, 16])
@pytest.mark.parametrize("layout", [torch.contiguous_format, torch.channels_last])
def test_values_gradients_and_statistics_are_pytorchs(channels, layout):
    torch.manual_seed(0)
    x = (torch.randn(4, channels, 24, 16) * 3 + 20).contiguous(memory_format=layout)
    ours, theirs = BatchNorm2d(channels), nn.BatchNorm2d(channels)
    with torch.no_grad():
        for layer in (ours, theirs):
            layer.weight.copy_(torch.linspace(0.5, 2, channels))
    for mine, torchs in zip(_after(ours, x), _after(theirs, x), strict=True):
        torch.testing.assert_close(mine, torchs, rtol=1e-4, atol=1e-6)


def test_the_gradient_is_that_of_the_definition(monkeypatch):
    torch.manual_seed(1)
    asked = []
    apply = batch_norm._BatchNorm.apply
    monkeypatch.setattr(batch_norm._BatchNorm, "apply", lambda *told: asked.append(1) or apply(*told))
    layer = BatchNorm2d(4).double()
    x = torch.randn(2, 4, 4, 4, dtype=torch.double).contiguous(memory_format=torch.channels_last).requires_grad_()
    assert torch.autograd.gradcheck(layer, [x])
    assert asked, "the quick way was not taken"


def test_predicting_takes_the_running_statistics():
    torch.manual_seed(2)
    layer, theirs = BatchNorm2d(8), nn.BatchNorm2d(8)
    x = torch.randn(2, 8, 16, 16).contiguous(memory_format=torch.channels_last)
    layer(x)
    theirs.load_state_dict(layer.state_dict())
    assert torch.equal(layer.eval()(x), theirs.eval()(x))
    assert int(layer.num_batches_tracked) == 1
