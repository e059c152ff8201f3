import subprocess
import sys

import pytest
import torch

from segstudy.models.build import build_model
from segstudy.models.registry import MODELS, argument_names, dimensions, patch_step
from segstudy.running.errors import StudyError

SMALL = {
    "unet3d": {"channels": [4, 8, 8], "strides": [2, 2], "dropout": 0.1},
    "vnet": {"dropout": 0.1},
    "unetr": {"features": 4, "hidden": 12, "mlp": 12, "heads": 3},
    "segresnet": {"filters": 8, "blocks_down": [1, 1], "blocks_up": [1], "dropout": 0.1},
    "swinunetr": {"features": 12, "heads": [1, 1, 1, 1], "window": 2},
    "dynunet": {"filters": [4, 4, 8], "dropout": 0.1},
    "mednext": {"filters": 4, "blocks_down": [1, 1], "blocks_bottleneck": 1, "blocks_up": [1, 1]},
}


def test_every_network_for_volumes_is_tried_here():
    assert {name for name in MODELS if dimensions(name) == 3} == set(SMALL)
    assert dimensions("enet") == 2


@pytest.mark.parametrize("name", SMALL)
def test_it_maps_a_patch_to_logits_of_the_same_shape(name):
    torch.manual_seed(0)
    arguments = SMALL[name]
    assert set(arguments) <= set(argument_names(name))
    step = patch_step(name, arguments)
    patch = (2 * step[0], step[1], step[2])
    network = build_model(MODELS[name], 1, 3, patch, **arguments).train()
    with torch.no_grad():
        assert network(torch.randn(1, 1, *patch)).shape == (1, 3, *patch)


def made(name, **arguments):
    arguments = {**SMALL[name], **arguments}
    return build_model(MODELS[name], 1, 3, patch_step(name, arguments), **arguments)


def parts(network, *kinds):
    return [part for part in network.modules() if type(part).__name__.startswith(kinds)]


@pytest.mark.parametrize("name", [name for name in SMALL if "dropout" in argument_names(name)])
def test_its_dropout_is_the_one_asked_for(name):
    assert {part.p for part in parts(made(name, dropout=0.37), "Dropout")} - {0} == {0.37}
    assert {part.p for part in parts(made(name, dropout=0.0), "Dropout")} <= {0}


def test_deep_supervision_answers_on_every_level_in_training_alone():
    network = made("dynunet", deep_supervision=1)
    x = torch.randn(1, 1, 8, 8, 8)
    assert network.train()(x).shape == (1, 2, 3, 8, 8, 8)
    assert network.eval()(x).shape == (1, 3, 8, 8, 8)
    with pytest.raises(ValueError, match="deep_supervision is at most 1 with 3 levels"):
        made("dynunet", deep_supervision=2)


def test_arguments_reach_the_network():
    assert parts(made("unet3d", norm="instance"), "InstanceNorm") and parts(made("unet3d", norm="batch"), "BatchNorm")
    assert not parts(made("unet3d", norm="instance"), "BatchNorm")
    assert parts(made("dynunet", residual=True), "UnetResBlock")
    assert not parts(made("dynunet", residual=False), "UnetResBlock")
    assert len(parts(made("segresnet", blocks_up=[3]), "ResBlock")) == len(parts(made("segresnet"), "ResBlock")) + 2
    blocks = parts(made("mednext"), "MedNeXtBlock")
    assert blocks and all(block.do_res for block in blocks)


def test_strides_that_fit_no_channels_are_refused():
    with pytest.raises(StudyError, match="one stride fewer"):
        patch_step("unet3d", {"channels": [4, 8], "strides": [2, 2]})


def test_checking_a_configuration_and_networks_for_slices_import_no_monai():
    code = """
import sys
from segstudy.models.registry import MODELS, argument_names, dimensions, model_words, patch_step
for name in MODELS:
    model_words(name)
    argument_names(name)
    if dimensions(name) == 3:
        patch_step(name, {})
assert "torch" not in sys.modules
from segstudy.models.build import build_model
build_model(MODELS["enet"], 1, 2)
import segstudy.prediction.predict, segstudy.training.fold
assert "monai" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_narrow_v_net_is_the_published_one_but_for_its_width():
    from monai.networks.nets import VNet

    told = {"dropout_prob_down": 0.5, "dropout_prob_up": (0.5, 0.5)}
    published, wide, narrow = (
        VNet(3, 1, 5, **told),
        *(build_model(MODELS["vnet"], 1, 5, (16,) * 3, features=f) for f in (16, 4)),
    )
    shapes = {name: tensor.shape for name, tensor in published.state_dict().items()}
    assert {name: tensor.shape for name, tensor in wide.state_dict().items()} == shapes
    few = narrow.state_dict()
    assert few.keys() == shapes.keys()
    for name, shape in shapes.items():
        # a quarter of all channels; those of the scan and of the classes stay
        expected = [side if side in (1, 2, 5) else side // 4 for side in shape]
        assert list(few[name].shape) == expected, name
    assert {
        layer.p for layer in build_model(MODELS["vnet"], 1, 5, (16,) * 3, dropout=0.0).modules() if hasattr(layer, "p")
    } == {0}
    with pytest.raises(StudyError, match="features is 5"):
        build_model(MODELS["vnet"], 1, 5, (16,) * 3, features=5)
