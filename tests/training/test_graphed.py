import logging

import pytest
import torch
from torch import nn

from segstudy.training.graphed import WARM, Graphed

needs_cuda = pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")


def test_on_a_processor_every_call_is_an_ordinary_one():
    seen = []

    def work(x):
        seen.append(x)
        return (x + len(seen),)

    graphed = Graphed(work, torch.device("cpu"))
    for call in range(1, WARM + 4):
        assert graphed(torch.zeros(2))[0].tolist() == [call, call]
    assert len(seen) == WARM + 3 and graphed.graph is None


@needs_cuda
def test_a_graph_gives_the_same_losses_gradients_and_draws():
    device = torch.device("cuda")

    def losses(warm_calls: int) -> list[float]:
        torch.manual_seed(0)
        network = nn.Sequential(nn.Conv2d(1, 4, 3), nn.Dropout(0.5), nn.Conv2d(4, 1, 3)).to(device)
        optimizer = torch.optim.SGD(network.parameters(), 0.1)

        def work(x):
            value = network(x).square().mean()
            value.backward()
            return (value.detach(),)

        graphed = Graphed(work, device, network.parameters())
        graphed.calls = -warm_calls
        found = []
        for call in range(8):
            image = torch.full((2 - call % 5 // 4, 1, 8, 8), float(call), device=device)  # a smaller one now and then
            found.append(float(graphed(image)[0]))
            optimizer.step()
            optimizer.zero_grad()
        assert (graphed.graph is None) == (warm_calls > 0)
        return found

    assert losses(0) == pytest.approx(losses(100), rel=1e-5)


@needs_cuda
@pytest.mark.parametrize("looks", ["at a value", "at the processor's draws"])
def test_work_that_no_graph_can_hold_is_done_as_ever(looks, caplog):
    device = torch.device("cuda")

    def work(x):
        if looks == "at a value":
            return (x * float(x.sum()) + torch.rand(3, device=device),)
        return (x * torch.rand(()).item(),)

    graphed = Graphed(work, device)
    with caplog.at_level(logging.INFO, "segstudy.training"):
        values = [graphed(torch.ones(3, device=device))[0].tolist() for _ in range(WARM + 3)]
    assert not graphed.is_on and "no CUDA graph" in caplog.text
    assert len({tuple(value) for value in values}) == len(values)
