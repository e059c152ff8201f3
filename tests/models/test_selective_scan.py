import pytest
import torch
from torch.nn import functional as F

from segstudy.models import chunked_scan
from segstudy.models.selective_scan import selective_scan


def one_by_one(u, delta, a, b, c, d):
    """The definition, step by step."""
    batch, directions, channels, length = u.shape
    h = u.new_zeros(batch, directions, channels, a.shape[-1])
    out = []
    for t in range(length):
        step = delta[..., t, None]
        h = (step * a).exp() * h + step * b[:, :, None, :, t] * u[..., t, None]
        out.append((h * c[:, :, None, :, t]).sum(dim=-1) + d * u[..., t])
    return torch.stack(out, dim=-1)


def arguments(length, batch=2, directions=4, channels=3, states=5, dtype=torch.float64, seed=0):
    torch.manual_seed(seed)
    u = torch.randn(batch, directions, channels, length, dtype=dtype)
    delta = F.softplus(torch.randn_like(u) - 1)
    a = -torch.rand(directions, channels, states, dtype=dtype).exp() * 3
    b, c = (torch.randn(batch, directions, states, length, dtype=dtype) for _ in range(2))
    return [tensor.requires_grad_() for tensor in (u, delta, a, b, c, torch.randn(directions, channels, dtype=dtype))]


@pytest.mark.parametrize("length", [1, 2, 3, 7, 16, 49, 50])
def test_values_and_gradients_agree_with_the_definition(length):
    told = arguments(length)
    found, expected = selective_scan(*told), one_by_one(*told)
    assert torch.allclose(found, expected, atol=1e-12)
    weights = torch.randn_like(found)
    for ours, theirs in zip(
        torch.autograd.grad((found * weights).sum(), told),
        torch.autograd.grad((expected * weights).sum(), told),
        strict=True,
    ):
        assert torch.allclose(ours, theirs, atol=1e-10), (ours - theirs).abs().max()


def test_rows_handled_in_parts_give_the_same(monkeypatch):
    told = arguments(20)
    whole = selective_scan(*told)
    monkeypatch.setattr(chunked_scan, "NUMBERS", 1000)
    assert torch.equal(selective_scan(*told), whole)


def test_single_precision_stays_near_over_a_long_sequence():
    told = arguments(3136, batch=1, directions=1)
    exact = one_by_one(*told)
    single = selective_scan(*(tensor.detach().float() for tensor in told))
    assert torch.allclose(single.double(), exact, atol=1e-4)


def test_gradients_are_right_by_finite_differences():
    assert torch.autograd.gradcheck(selective_scan, arguments(6, batch=1, directions=2, channels=2, states=2))
