import pytest
import torch

from segstudy.models import chunked_scan
from segstudy.models.selective_scan import selective_scan


@pytest.mark.parametrize("length", [1, 2, 3, 7, 16, 49, 50])
def test_values_and_gradients_agree_with_the_definition(length, scan_arguments, one_by_one):
    told = scan_arguments(length)
    found, expected = selective_scan(*told), one_by_one(*told)
    assert torch.allclose(found, expected, atol=1e-12)
    weights = torch.randn_like(found)
    for ours, theirs in zip(
        torch.autograd.grad((found * weights).sum(), told),
        torch.autograd.grad((expected * weights).sum(), told),
        strict=True,
    ):
        assert torch.allclose(ours, theirs, atol=1e-10), (ours - theirs).abs().max()


def test_rows_handled_in_parts_give_the_same(monkeypatch, scan_arguments):
    told = scan_arguments(20)
    whole = selective_scan(*told)
    monkeypatch.setattr(chunked_scan, "NUMBERS", 1000)
    assert torch.equal(selective_scan(*told), whole)


def test_single_precision_stays_near_over_a_long_sequence(scan_arguments, one_by_one):
    told = scan_arguments(3136, batch=1, directions=1)
    exact = one_by_one(*told)
    single = selective_scan(*(tensor.detach().float() for tensor in told))
    assert torch.allclose(single.double(), exact, atol=1e-4)


def test_gradients_are_right_by_finite_differences(scan_arguments):
    assert torch.autograd.gradcheck(selective_scan, scan_arguments(6, batch=1, directions=2, channels=2, states=2))
