import shutil

import pytest
import torch

pytest.importorskip("transformers", reason="transformers (the extra `sam2`) is missing")

from segstudy.models.build import build_model  # noqa: E402
from segstudy.models.load import load_network  # noqa: E402
from segstudy.models.registry import MODELS  # noqa: E402
from segstudy.models.sam2_checkpoint import random_sam2  # noqa: E402
from segstudy.running.errors import StudyError  # noqa: E402
from segstudy.training.initialization import new_network  # noqa: E402
from segstudy.training.write import write_trained  # noqa: E402


def trained_names(**arguments):
    """The parts that one step changes, and the parts there are."""
    torch.manual_seed(0)
    network = build_model(MODELS["sam2_tuned"], 1, 5, checkpoint="random", **arguments).train()
    before = {name: weight.clone() for name, weight in network.state_dict().items()}
    optimizer = torch.optim.AdamW(network.parameters(), lr=1e-2, weight_decay=0.1)
    network(torch.rand(2, 1, 48, 64)).square().mean().backward()
    optimizer.step()
    return {name for name, weight in network.state_dict().items() if not torch.equal(weight, before[name])}, set(before)


def test_the_encoder_is_frozen_also_to_weight_decay():
    changed, there = trained_names()
    decoder = {name for name in there if not name.startswith("pretrained.")}
    assert changed == decoder


def test_its_last_stage_learns_where_that_is_asked_for():
    changed, _ = trained_names(train_last_stage=True)
    inner = {name for name in changed if name.startswith("pretrained.")}
    assert inner and all(name.startswith("pretrained.backbone.blocks.4.") for name in inner)


def test_logits_come_at_the_samples_size():
    network = build_model(
        MODELS["sam2_tuned"], 1, 3, checkpoint="random", windows=["soft_tissue", "lung", "bone"]
    ).eval()
    with torch.inference_mode():
        assert network(torch.rand(2, 1, 40, 56)).shape == (2, 3, 40, 56)
        assert network(torch.rand(1, 1, 64, 64)).shape == (1, 3, 64, 64)


def test_initialization_keeps_pretrained_weights(tmp_path):
    random_sam2("video", seed=5).save_pretrained(tmp_path)
    network = new_network(MODELS["sam2_tuned"], 1, 5, {"checkpoint": str(tmp_path)}, "xavier", seed=1)
    known = random_sam2("image", seed=5)
    theirs = {f"vision_encoder.{name}": weight for name, weight in network.pretrained.state_dict().items()}
    whole = random_sam2("video", seed=5).state_dict()
    assert theirs.keys() <= known.state_dict().keys()
    assert all(torch.equal(weight, whole[name]) for name, weight in theirs.items())


def test_a_trained_network_is_rebuilt_from_its_folder(tmp_path):
    arguments = {"checkpoint": "random", "width": 8}
    network = build_model(MODELS["sam2_tuned"], 1, 5, **arguments).eval()
    model = {"model": "sam2_tuned", "in_channels": 1, "classes": 5, "arguments": arguments}
    write_trained(tmp_path, network.state_dict(), model, [])
    again, _ = load_network(tmp_path, MODELS["sam2_tuned"])
    x = torch.rand(1, 1, 64, 64)
    with torch.inference_mode():
        assert torch.equal(network(x), again(x))


def test_a_trained_network_needs_its_checkpoint_no_more_and_names_no_folder(tmp_path):
    checkpoint, folder = tmp_path / "jane" / "checkpoint", tmp_path / "trained" / "fold-0"
    random_sam2("video", seed=5).save_pretrained(checkpoint)
    arguments = {"checkpoint": str(checkpoint), "width": 8, "image_size": 96}
    network = build_model(MODELS["sam2_tuned"], 1, 5, **arguments).eval()
    model = {"model": "sam2_tuned", "in_channels": 1, "classes": 5, "arguments": arguments}
    write_trained(folder, network.state_dict(), {**model, "architecture": network.architecture}, [])
    assert "jane" not in (folder / "model.yaml").read_text()
    shutil.rmtree(checkpoint)
    again, _ = load_network(folder, MODELS["sam2_tuned"])
    x = torch.rand(1, 1, 64, 64)
    with torch.inference_mode():
        assert torch.equal(network(x), again(x))


@pytest.mark.parametrize("arguments", [{"width": 6}, {"windows": ["brain"]}, {"checkpoint": None}])
def test_impossible_arguments_are_told(arguments):
    with pytest.raises(StudyError, match="SAM 2"):
        build_model(MODELS["sam2_tuned"], 1, 5, **{"checkpoint": "random", **arguments})
