"""VM-UNet's scan on GPUs. Without one, Triton runs it step by step in Python, and compiles it for a GPU elsewhere."""

import importlib.util
import os
import subprocess
import sys

import pytest
import torch

if not importlib.util.find_spec("triton"):
    pytest.skip("needs Triton, which comes with PyTorch for CUDA", allow_module_level=True)
if not torch.cuda.is_available():
    if "triton" in sys.modules and not os.environ.get("TRITON_INTERPRET"):
        pytest.skip("Triton was imported already: run this file alone", allow_module_level=True)
    os.environ["TRITON_INTERPRET"] = "1"  # read when Triton is imported

from segstudy.models import triton_scan  # noqa: E402
from segstudy.models.triton_scan import TritonScan  # noqa: E402

DEVICE = "cuda" if torch.cuda.is_available() else "cpu"


def scan(u, delta, a, b, c, d):
    return TritonScan.apply(u, delta, a, b, c) + d[..., None] * u


@pytest.fixture(autouse=True)
def _few_at_a_time(monkeypatch):
    """Several groups of steps and blocks of channels, the last ones not full, of a scan that is short."""
    if DEVICE == "cpu":
        monkeypatch.setattr(triton_scan, "STEPS", 4)
        monkeypatch.setattr(triton_scan, "CHANNELS", 2)


@pytest.mark.parametrize("length", [1, 4, 9])
def test_values_and_gradients_are_those_of_the_definition(length, scan_arguments, one_by_one):
    told = [tensor.detach().to(DEVICE).requires_grad_() for tensor in scan_arguments(length, directions=2)]
    found, expected = scan(*told), one_by_one(*told)
    assert torch.allclose(found, expected, atol=1e-12)
    weights = torch.randn_like(found)
    for ours, theirs in zip(
        torch.autograd.grad((found * weights).sum(), told),
        torch.autograd.grad((expected * weights).sum(), told),
        strict=True,
    ):
        assert torch.allclose(ours, theirs, atol=1e-10), (ours - theirs).abs().max()


def test_arguments_may_lie_in_memory_as_they_like(scan_arguments, one_by_one):
    told = [tensor.detach().to(DEVICE) for tensor in scan_arguments(5, batch=1, directions=1)]
    turned = [tensor.mT.contiguous().mT for tensor in told]
    assert torch.allclose(scan(*turned), one_by_one(*told), atol=1e-12)


COMPILE = """
import triton
from triton.backends.compiler import GPUTarget
from triton.compiler import ASTSource
from segstudy.models import triton_scan

CONSTANTS = {"STEPS": triton_scan.STEPS, "CHANNELS": triton_scan.CHANNELS, "STATES": 16}
for kernel, pointers in ((triton_scan._scan_forward, 7), (triton_scan._scan_backward, 12)):
    kinds = {name: "*fp32" if place < pointers else "i32" for place, name in enumerate(kernel.arg_names)}
    source = ASTSource(kernel, kinds | dict.fromkeys(CONSTANTS, "constexpr"), CONSTANTS)
    made = triton.compile(source, target=GPUTarget("cuda", 80, 32), options={"num_warps": triton_scan.WARPS})
    print(kernel.__name__, len(made.asm["cubin"]) > 0)
"""


def test_it_compiles_for_a_gpu(tmp_path):
    plain = {name: value for name, value in os.environ.items() if name != "TRITON_INTERPRET"}
    environment = {**plain, "TRITON_CACHE_DIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", COMPILE], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["_scan_forward", "True", "_scan_backward", "True"]
