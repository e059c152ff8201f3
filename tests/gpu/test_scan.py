"""VM-UNet's scan on a GPU: the kernels in Triton, against the float64 scan by chunks, and what it costs beside them."""

import importlib.util
import time

import pytest
import torch
from torch.nn import functional as F

from segstudy.models import selective_scan as subject
from segstudy.models.chunked_scan import ChunkedScan
from segstudy.models.selective_scan import selective_scan


def arguments(length, batch=2, directions=4, channels=24, states=16):
    torch.manual_seed(0)
    u = torch.randn(batch, directions, channels, length, dtype=torch.float64)
    delta = F.softplus(torch.randn_like(u) - 1)
    a = -torch.rand(directions, channels, states, dtype=torch.float64).exp() * 3
    b, c = (torch.randn(batch, directions, states, length, dtype=torch.float64) for _ in range(2))
    return [u, delta, a, b, c, torch.randn(directions, channels, dtype=torch.float64)]


def scanned(tensors):
    """The values, and the gradients of all six arguments."""
    told = [tensor.detach().requires_grad_() for tensor in tensors]
    y = selective_scan(*told)
    weights = torch.linspace(-1, 1, y.numel(), dtype=y.dtype, device=y.device).view_as(y)
    return [y.detach(), *torch.autograd.grad((y * weights).sum(), told)]


def test_it_runs_in_triton_where_triton_is(device):
    if device.type != "cuda" or importlib.util.find_spec("triton") is None:
        pytest.skip("needs a GPU and Triton")
    assert subject._gpu_scan().__name__ == "TritonScan"


@pytest.mark.parametrize("length", [2, 15, 16, 17, 784])
@pytest.mark.parametrize(("dtype", "limit"), [(torch.float32, 1e-4), (torch.float64, 1e-9)], ids=["float32", "float64"])
def test_values_and_gradients_are_the_float64_ones(length, dtype, limit, device):
    expected = scanned(arguments(length))
    found = scanned([tensor.to(device, dtype) for tensor in arguments(length)])
    for ours, theirs in zip(found, expected, strict=True):
        assert float((ours.double().cpu() - theirs).norm() / theirs.norm()) < limit


def test_the_same_twice(device):
    told = [tensor.to(device, torch.float32) for tensor in arguments(784)]
    assert all(torch.equal(first, second) for first, second in zip(scanned(told), scanned(told), strict=True))


def test_what_it_costs_beside_chunks(device, tell, monkeypatch):
    if device.type != "cuda":
        pytest.skip("times on a GPU are told")
    told = [tensor.to(device, torch.float32) for tensor in arguments(3136, batch=8, channels=192)]
    seconds = {}
    for name, scan in (("Triton", subject._gpu_scan()), ("chunks", ChunkedScan)):
        monkeypatch.setattr(subject, "_gpu_scan", lambda scan=scan: scan)
        scanned(told)
        torch.cuda.synchronize()
        began = time.perf_counter()
        for _ in range(5):
            scanned(told)
        torch.cuda.synchronize()
        seconds[name] = (time.perf_counter() - began) / 5
    tell(f"8 x 4 x 192 x 3136, both ways: {seconds['Triton'] * 1e3:.1f} ms, chunks {seconds['chunks'] * 1e3:.1f}")
