import pytest
import torch
from torch import nn

from segstudy.training.precision import Precision


def test_the_processor_computes_in_float32():
    precision = Precision(torch.device("cpu"))
    layer = nn.Linear(3, 2)
    with precision.autocast():
        assert layer(torch.ones(1, 3)).dtype == torch.float32
    assert not precision.scaler.is_enabled()


def test_a_step_goes_down_the_gradient_and_forgets_the_one_before():
    precision = Precision(torch.device("cpu"))
    weight = nn.Parameter(torch.tensor([3.0]))
    optimizer = torch.optim.SGD([weight], lr=0.1)
    for expected in (2.4, 1.92):
        precision.backward(weight.square().sum())
        precision.step(optimizer)
        assert float(weight.detach()) == pytest.approx(expected)


def test_long_gradients_are_shortened_and_short_ones_left():
    precision = Precision(torch.device("cpu"))
    weights = [nn.Parameter(torch.tensor([value])) for value in (3.0, 4.0)]
    optimizer = torch.optim.SGD(weights, lr=1.0)
    for norm, moved in ((1.0, 1.0), (100.0, 5.0)):
        before = torch.cat([weight.detach().clone() for weight in weights])
        precision.backward(sum(weight.sum() * weight.detach().sum() for weight in weights))
        precision.step(optimizer, norm)
        after = torch.cat([weight.detach() for weight in weights])
        assert float((after - before).norm()) == pytest.approx(moved if moved == 1 else float(before.norm()), rel=1e-4)


def test_apples_gpu_computes_in_float32_and_adds_up_so():
    precision = Precision(torch.device("mps"))
    assert not precision.mixed and precision.sums == torch.float32
    assert Precision(torch.device("cpu")).sums == torch.float64


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
def test_cuda_computes_in_half_the_bits():
    precision = Precision(torch.device("cuda"))
    with precision.autocast():
        assert nn.Linear(3, 2).cuda()(torch.ones(1, 3, device="cuda")).dtype == precision.dtype
    assert precision.dtype.itemsize == 2
    assert precision.scaler.is_enabled() == (precision.dtype == torch.float16)
