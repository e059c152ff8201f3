import pytest
import torch
from torch import nn

from segstudy.models.layers.dropout import Dropout


@pytest.mark.parametrize("p", [0.01, 0.1, 0.5, 0.9])
@pytest.mark.parametrize("layout", [torch.contiguous_format, torch.channels_last])
def test_the_share_that_stays_and_the_mean_are_as_asked(p, layout):
    torch.manual_seed(0)
    x = torch.ones(4, 7, 121, 131).contiguous(memory_format=layout)
    y = Dropout(p)(x)
    kept = y != 0
    assert float(kept.float().mean()) == pytest.approx(1 - p, abs=0.003)
    assert float(y.mean()) == pytest.approx(1, abs=0.01)
    assert torch.allclose(y[kept], torch.tensor(1 / (1 - p)), rtol=1e-3)
    assert y.is_contiguous(memory_format=layout)


def test_fates_of_neighbors_are_independent():
    torch.manual_seed(1)
    kept = (Dropout(0.3)(torch.ones(2**20)) != 0).double()
    for apart in (1, 2, 3, 4, 5):  # four come from one word
        assert abs(float(torch.corrcoef(torch.stack([kept[:-apart], kept[apart:]]))[0, 1])) < 0.005


def test_the_seed_decides_and_every_call_draws_anew():
    layer, x = Dropout(0.5), torch.ones(3, 5, 7)
    torch.manual_seed(2)
    first, second = layer(x), layer(x)
    torch.manual_seed(2)
    assert torch.equal(layer(x), first)
    assert not torch.equal(first, second)


def test_the_gradient_passes_where_the_value_did():
    x = torch.randn(2, 4, 6, 6, requires_grad=True)
    y = Dropout(0.4)(x)
    y.sum().backward()
    assert torch.allclose(y, x * x.grad)


@pytest.mark.parametrize("p", [0, 1e-7, 1.0])
def test_all_or_nothing_is_pytorchs_own(p):
    x = torch.randn(5, 5)
    assert torch.equal(Dropout(p)(x), nn.Dropout(p)(x)) or p == 1e-7
    assert torch.equal(Dropout(0.5).eval()(x), x)
