import logging
from dataclasses import replace

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import nn

from segstudy.config.sections.training import TrainingSettings
from segstudy.models.registry import MODELS, encoder_layers
from segstudy.models.start import begin
from segstudy.models.start_spec import StartSpec
from segstudy.running.errors import StudyError
from segstudy.running.torchvision_operators import loadable_torchvision
from segstudy.training.fold import train_fold
from segstudy.training.initialization import new_network
from segstudy.training.spec import TrainingSpec


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
    with caplog.at_level(logging.INFO, "segstudy.training"):
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


def test_bad_starts_are_one_line(stored, tmp_path):
    with pytest.raises(StudyError, match="leaves nothing to learn"):
        begin(network(), stored, StartSpec("there", freeze=True))
    (tmp_path / "bad").write_text("no weights")
    with pytest.raises(StudyError, match="cannot be read"):
        begin(network(), str(tmp_path / "bad"), StartSpec("there"))


def test_a_fold_starts_from_a_file_and_is_another_where_the_file_is(toy_caches, tmp_path):
    names = tuple(cache.stem.rpartition("/")[2] for cache in toy_caches)
    spec = TrainingSpec(
        model="enet",
        builder=MODELS["enet"],
        arguments={"kernels": 4, "factor": 2},
        settings=TrainingSettings(epochs=1, batch=4, threads=1),
        seed=5,
        organs={"disc": 3, "bar": 9},
        preparation={},
        training=names[:3],
        validation=names[3:],
        annotated=dict.fromkeys(names, ("disc", "bar")),
    )
    stems = [cache.stem for cache in toy_caches]
    train_fold(spec, stems, tmp_path / "state", "1", tmp_path / "first")
    first = tmp_path / "first/weights.safetensors"
    start = StartSpec("first", layers=encoder_layers("enet"), freeze=True)
    further = replace(spec, start=start, seed=6)
    train_fold(further, stems, tmp_path / "state", "1", tmp_path / "second", str(first))
    train_fold(replace(spec, seed=6), stems, tmp_path / "state", "1", tmp_path / "drawn")
    before, after, drawn = (load_file(tmp_path / name / "weights.safetensors") for name in ("first", "second", "drawn"))
    learned = {name for name, _ in new_network(MODELS["enet"], 1, 3, spec.arguments, "default", 1).named_parameters()}
    for name in learned:
        assert torch.equal(before[name], after[name]) == name.startswith(encoder_layers("enet")), name
        assert not torch.equal(drawn[name], after[name])


@pytest.mark.parametrize("name", [name for name in MODELS if encoder_layers(name)])
def test_the_encoders_that_networks_name_are_there(name):
    small = {
        "mednext": {"filters": 4, "blocks_down": [1, 1], "blocks_bottleneck": 1, "blocks_up": [1, 1]},
        "dynunet": {"filters": [4, 4, 8]},
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
