import importlib.util

import pytest
import torch
from safetensors.torch import save_file

from segstudy.models.build import build_model
from segstudy.models.registry import MODELS, argument_names, dimensions
from segstudy.running.errors import StudyError
from segstudy.training.initialization import new_network

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("segmentation_models_pytorch") is None, reason="the extra `smp` is not installed"
)


# As published for these architectures with this encoder: 26.1 and 22.4 million.
@pytest.mark.parametrize(
    ("name", "millions"), [("smp_unet", 24.4), ("smp_unetplusplus", 26.1), ("smp_deeplabv3plus", 22.4)]
)
def test_a_network_with_a_resnet34_has_its_size_and_gives_logits(name, millions):
    network = build_model(MODELS[name], 1, 5).eval()
    assert sum(weight.numel() for weight in network.parameters()) / 1e6 == pytest.approx(millions, abs=0.06)
    assert network(torch.zeros(2, 1, 32, 64)).shape == (2, 5, 32, 64)
    assert argument_names(name) == ("encoder", "encoder_weights") and dimensions(name) == 2


def test_a_last_batch_of_one_slice_can_be_learned_from():
    network = build_model(MODELS["smp_deeplabv3plus"], 1, 2, encoder="resnet18").train()
    logits = network(torch.randn(1, 1, 32, 32))
    logits.sum().backward()
    assert logits.shape == (1, 2, 32, 32)


def test_a_size_it_cannot_halve_and_an_unknown_encoder_are_refused():
    with pytest.raises(StudyError, match="divisible by 32"):
        build_model(MODELS["smp_unet"], 1, 2, encoder="resnet18")(torch.zeros(1, 1, 48, 64))
    with pytest.raises(StudyError, match="no encoder is called 'resnet35'; ResNets are resnet18"):
        build_model(MODELS["smp_unet"], 1, 2, encoder="resnet35")


def test_weights_come_from_a_file_and_survive_initialization(tmp_path):
    source = build_model(MODELS["smp_unet"], 3, 2, encoder="resnet18")
    save_file(source.network.encoder.state_dict(), tmp_path / "resnet18.safetensors")
    told = {"encoder": "resnet18", "encoder_weights": str(tmp_path / "resnet18.safetensors")}
    for channels in (1, 2):
        network = new_network(MODELS["smp_unet"], channels, 2, told, "xavier", seed=1)
        ours, theirs = network.network.encoder.state_dict(), source.network.encoder.state_dict()
        assert torch.equal(ours["layer1.0.conv1.weight"], theirs["layer1.0.conv1.weight"])
        # a grey picture in all channels means the same to both
        assert ours["conv1.weight"].shape[1] == channels
        if channels == 1:
            assert torch.allclose(ours["conv1.weight"].sum(1), theirs["conv1.weight"].sum(1))
        else:
            assert torch.allclose(ours["conv1.weight"], theirs["conv1.weight"][:, :2] * 3 / 2)
        assert not [name for name in network.state_dict() if name.startswith("pretrained")]
    with pytest.raises(StudyError, match="holds no weights for this encoder"):
        build_model(
            MODELS["smp_unet"], 1, 2, encoder="resnet34", encoder_weights=str(tmp_path / "resnet18.safetensors")
        )
    with pytest.raises(StudyError, match="encoder_weights: .*none.safetensors"):
        build_model(MODELS["smp_unet"], 1, 2, encoder="resnet18", encoder_weights=str(tmp_path / "none.safetensors"))
