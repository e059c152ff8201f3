import logging

import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from segstudy.models.registry import MODELS, encoder_layers
from segstudy.models.sam2_checkpoint import random_sam2
from segstudy.models.start import begin
from segstudy.models.start_spec import StartSpec
from segstudy.running.errors import StudyError
from segstudy.running.torchvision_operators import loadable_torchvision
from segstudy.training.initialization import new_network


def network(classes=3, width=4):
    return nn.Sequential(nn.Conv2d(1, width, 3), nn.BatchNorm2d(width), nn.Conv2d(width, classes, 1))


@pytest.fixture
def stored(tmp_path):
    path = tmp_path / "weights.safetensors"
    save_file({name: torch.full_like(weight, 2) for name, weight in network().state_dict().items()}, path)
    return str(path)


def test_all_layers_begin_as_in_the_file(stored):
    own = network()
    begin(own, stored, StartSpec("there"))
    assert all((weight == 2).all() for weight in own.state_dict().values())
    assert all(weight.requires_grad for weight in own.parameters())


def test_layers_that_do_not_fit_are_named_and_stay(stored, caplog):
    own = network(classes=5)
    before = own[2].weight.clone()
    with caplog.at_level(logging.INFO, "segstudy.models"):
        begin(own, stored, StartSpec("there"))
    assert torch.equal(own[2].weight, before) and (own[0].weight == 2).all()
    assert "7 of 9 layers begin as in there" in caplog.text
    assert "no weights that fit are there for 2.weight, 2.bias" in caplog.text


def test_parts_of_a_network_are_taken_and_stay_as_they_are(stored):
    own = network()
    begin(own, stored, StartSpec("there", layers=("0.", "1."), freeze=True))
    assert not (own[2].weight == 2).all()
    assert [name for name, weight in own.named_parameters() if weight.requires_grad] == ["2.weight", "2.bias"]


def test_one_network_is_copied_into_both_parts(stored):
    """What a part takes beside the channels of the network it is copied from begins at zero: both begin alike."""
    own = nn.ModuleDict({"coarse": network(), "fine": network()})
    own["fine"][0] = nn.Conv2d(3, 4, 3)
    begin(own, stored, StartSpec("there", into=("coarse", "fine")))
    assert all((weight == 2).all() for weight in own["coarse"].state_dict().values())
    first = own["fine"][0].weight
    assert (first[:, :1] == 2).all() and (first[:, 1:] == 0).all() and (own["fine"][0].bias == 2).all()
    # into one alone the other stays as it was drawn
    again = nn.ModuleDict({"coarse": network(), "fine": network()})
    begin(again, stored, StartSpec("there", into=("fine",)))
    assert (again["fine"][0].weight == 2).all() and not (again["coarse"][0].weight == 2).any()


def test_a_prefix_brings_names_together(stored):
    own = nn.ModuleDict({"encoder": network()})
    with pytest.raises(StudyError, match=r"no layer fits: the network has encoder.0.bias,.* the file 0.bias,"):
        begin(own, stored, StartSpec("there"))
    begin(own, stored, StartSpec("there", prefix="encoder."))
    assert (own["encoder"][0].weight == 2).all()


@pytest.mark.parametrize("channels", [1, 2, 5])
def test_what_sees_the_scan_is_spread_over_its_channels(tmp_path, channels):
    """A sample whose channels are all the same looks to the network as it did to the one that learned."""
    theirs = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), nn.Conv2d(4, 2, 1))
    save_file(theirs.state_dict(), tmp_path / "rgb")
    own = nn.Sequential(nn.Conv2d(channels, 4, 3), nn.ReLU(), nn.Conv2d(4, 2, 1))
    begin(own, str(tmp_path / "rgb"), StartSpec("there"), channels)
    if channels > 1:
        turns = [0, 1, 2, 0, 1][:channels]
        assert torch.allclose(own[0].weight, theirs[0].weight[:, turns] * 3 / channels)
        return
    x = torch.randn(1, 1, 8, 8)
    assert torch.allclose(own(x), theirs(x.repeat(1, 3, 1, 1)), atol=1e-5)


def test_a_layer_of_two_names_is_found_under_either_and_counts_once(tmp_path, caplog):
    own = nn.ModuleDict({"encoder": network()})
    own["decoder"] = nn.ModuleDict({"encoder": own["encoder"]})
    stored = {f"decoder.encoder.{name}": torch.full_like(each, 2) for name, each in network().state_dict().items()}
    save_file(stored, tmp_path / "file")
    with caplog.at_level(logging.INFO, "segstudy.models"):
        begin(own, str(tmp_path / "file"), StartSpec("there", layers=("encoder.",)))
    assert "9 of 9 layers begin" in caplog.text and (own["encoder"][0].weight == 2).all()


def test_an_encoder_under_torchvisions_names_fits_a_network_of_one_channel(tmp_path, caplog):
    loadable_torchvision()
    pytest.importorskip("segmentation_models_pytorch")
    build = MODELS["smp_unet"], {"encoder": "resnet18"}
    rgb = new_network(build[0], 3, 2, build[1], "default", 1).network.encoder
    save_file({f"{name}": each for name, each in rgb.state_dict().items()}, tmp_path / "resnet18.safetensors")
    own = new_network(build[0], 1, 2, build[1], "default", 2)
    start = StartSpec("resnet18", "network.encoder.", encoder_layers("smp_unet"))
    with caplog.at_level(logging.INFO, "segstudy.models"):
        begin(own, str(tmp_path / "resnet18.safetensors"), start)
    found, wanted = own.network.encoder.state_dict(), rgb.state_dict()
    assert "no weights that fit" not in caplog.text
    assert all(torch.equal(found[name], each) for name, each in wanted.items() if name != "conv1.weight")
    assert torch.allclose(found["conv1.weight"], wanted["conv1.weight"].sum(1, keepdim=True))


def test_a_whole_sam2_lends_its_encoder(tmp_path, caplog):
    whole = random_sam2("video", seed=5).state_dict()
    save_file({name: each.clone() for name, each in whole.items()}, tmp_path / "model.safetensors")
    own = new_network(MODELS["sam2_tuned"], 1, 3, {"checkpoint": "random", "width": 8}, "default", 1)
    with caplog.at_level(logging.INFO, "segstudy.models"):
        begin(own, str(tmp_path / "model.safetensors"), StartSpec("sam2", layers=encoder_layers("sam2_tuned")))
    assert "no weights that fit" not in caplog.text
    assert all(torch.equal(whole[f"vision_encoder.{name}"], each) for name, each in own.pretrained.state_dict().items())


def test_bad_starts_are_one_line(stored, tmp_path):
    with pytest.raises(StudyError, match="leaves nothing to learn"):
        begin(network(), stored, StartSpec("there", freeze=True))
    (tmp_path / "bad").write_text("no weights")
    with pytest.raises(StudyError, match="cannot be read"):
        begin(network(), str(tmp_path / "bad"), StartSpec("there"))


@pytest.mark.parametrize("name", [name for name in MODELS if encoder_layers(name)])
def test_the_encoders_that_networks_name_are_there(name):
    small = {
        "mednext": {"filters": 4, "blocks_down": [1, 1], "blocks_bottleneck": 1, "blocks_up": [1, 1]},
        "dynunet": {"filters": [4, 4, 8]},
        "sam2_tuned": {"checkpoint": "random"},
        "swinunetr": {"features": 12, "heads": [1, 1, 1, 1], "window": 2},
    }
    if name.startswith("smp"):
        loadable_torchvision()
        pytest.importorskip("segmentation_models_pytorch")
    made = new_network(MODELS[name], 1, 3, small.get(name, {}), "default", 1, (32, 32, 32))
    layers = [layer for layer in made.state_dict() if layer.startswith(encoder_layers(name))]
    assert 0 < len(layers) < len(made.state_dict())
    for prefix in encoder_layers(name):
        assert any(layer.startswith(prefix) for layer in layers)
