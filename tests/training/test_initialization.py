import math

import pytest
import torch
from torch import nn

from segstudy.models.registry import MODELS
from segstudy.running.errors import StudyError
from segstudy.training.initialization import initialize_xavier, new_network

SMALL = {"kernels": 4, "factor": 2}


def _bytes(network: nn.Module) -> list[bytes]:
    return [tensor.numpy().tobytes() for tensor in network.state_dict().values()]


@pytest.mark.parametrize("initialization", ["xavier", "default"])
def test_the_seed_alone_decides_the_weights(initialization):
    first = _bytes(new_network(MODELS["enet"], 1, 3, SMALL, initialization, 7))
    torch.rand(10)
    assert _bytes(new_network(MODELS["enet"], 1, 3, SMALL, initialization, 7)) == first
    assert _bytes(new_network(MODELS["enet"], 1, 3, SMALL, initialization, 8)) != first


def test_building_leaves_the_random_state_alone():
    before = torch.get_rng_state()
    new_network(MODELS["enet"], 1, 3, SMALL, "xavier", 7)
    assert torch.equal(torch.get_rng_state(), before)


def test_xavier_weights_have_glorots_spread_and_biases_are_zero():
    network = nn.Sequential(nn.Conv2d(40, 60, 3), nn.ConvTranspose2d(60, 20, 2), nn.Linear(500, 300))
    initialize_xavier(network)
    for layer, fans in zip(network, (9 * (40 + 60), 4 * (60 + 20), 500 + 300), strict=True):
        assert float(layer.weight.detach().std()) == pytest.approx(math.sqrt(2 / fans), rel=0.05)
        assert not layer.bias.any()


def test_arguments_that_fit_no_network_are_told_by_the_models_name():
    with pytest.raises(StudyError, match=r"model enet.*width"):
        new_network(MODELS["enet"], 1, 3, {"width": 4}, "default", 0)
