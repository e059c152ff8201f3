import pytest
import torch
from torch import nn

from segstudy.models.build import build_model
from segstudy.models.registry import MODELS
from segstudy.running.errors import StudyError
from segstudy.uncertainty.dropout import dropout_layers, dropout_on


def test_only_dropout_is_left_on_and_only_inside():
    network = nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.Dropout2d(0.5), nn.Dropout(0.0)).eval()
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    with dropout_on(network):
        assert [layer.training for layer in network] == [False, False, True, False]
        with torch.no_grad():
            one, other = network(torch.ones(1, 1, 9, 9)), network(torch.ones(1, 1, 9, 9))
        assert not torch.equal(one, other)
    assert not any(layer.training for layer in network.modules())
    for name, tensor in network.state_dict().items():
        assert torch.equal(tensor, before[name])  # a batch norm in training mode would have counted


def test_what_leaves_nothing_out_is_refused():
    network = nn.Sequential(nn.Conv2d(1, 1, 3), nn.Dropout(0.0))
    with pytest.raises(StudyError, match="no dropout"), dropout_on(network):
        pass


@pytest.mark.parametrize(
    ("name", "arguments", "patch"),
    [
        ("enet", {"kernels": 4, "factor": 2}, None),
        ("unet3d", {"channels": [4, 8, 8], "strides": [2, 2], "dropout": 0.2}, (16, 16, 16)),
        ("vnet", {"features": 4, "dropout": 0.2}, (16, 16, 16)),
        ("unetr", {"features": 4, "hidden": 12, "mlp": 12, "heads": 3, "dropout": 0.2}, (16, 16, 32)),
    ],
)
def test_the_dropout_of_real_networks_makes_passes_differ(name, arguments, patch):
    torch.manual_seed(0)
    network = build_model(MODELS[name], 1, 3, patch, **arguments).eval()
    image = torch.randn(1, 1, *(patch or (32, 32)))
    assert dropout_layers(network)
    with torch.no_grad():
        assert torch.equal(network(image), network(image))
        with dropout_on(network):
            assert not torch.equal(network(image), network(image))
