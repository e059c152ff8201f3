import pytest
import torch
import yaml

from segstudy.models.build import build_model
from segstudy.models.load import load_network
from segstudy.models.registry import MODELS
from segstudy.running.errors import StudyError
from segstudy.training.write import write_trained

MODEL = {"model": "enet", "arguments": {"kernels": 4, "factor": 2}, "in_channels": 1, "classes": 3, "organs": {"a": 1}}


@pytest.fixture
def trained(tmp_path):
    network = build_model(MODELS["enet"], 1, 3, kernels=4, factor=2)
    network(torch.randn(2, 1, 16, 16))  # moves the running means
    folder = tmp_path / "enet.raw" / "fold-0"
    write_trained(folder, network.state_dict(), MODEL, [])
    return folder, network.eval()


def rewrite(folder, **changes):
    """Say something else in model.yaml."""
    model = yaml.safe_load((folder / "model.yaml").read_text())
    (folder / "model.yaml").write_text(yaml.safe_dump({**model, **changes}))


def test_the_loaded_network_gives_the_same_logits(trained):
    folder, network = trained
    loaded, told = load_network(folder, MODELS["enet"])
    x = torch.randn(2, 1, 16, 24)
    assert not loaded.training
    assert torch.equal(loaded(x), network(x))
    assert told.items() >= MODEL.items()


def test_a_folder_never_says_what_builds_it(trained):
    folder, _ = trained
    rewrite(folder, builder="os:getcwd", model="os:getcwd")
    loaded, _ = load_network(folder, MODELS["enet"])
    assert type(loaded).__name__ == "ENet"


def test_missing_files_are_named(trained):
    folder, _ = trained
    (folder / "weights.safetensors").unlink()
    with pytest.raises(StudyError, match=r"weights\.safetensors"):
        load_network(folder, MODELS["enet"])
    (folder / "model.yaml").unlink()
    with pytest.raises(StudyError, match=r"model\.yaml"):
        load_network(folder, MODELS["enet"])


def test_a_truncated_file_is_named(trained):
    folder, _ = trained
    whole = (folder / "weights.safetensors").read_bytes()
    (folder / "weights.safetensors").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(StudyError, match="train it again"):
        load_network(folder, MODELS["enet"])


def test_weights_of_another_network_are_refused(trained):
    folder, _ = trained
    rewrite(folder, classes=4)
    with pytest.raises(StudyError, match="not the weights"):
        load_network(folder, MODELS["enet"])


@pytest.mark.parametrize(
    "text",
    [
        "!!python/object/apply:os.system ['touch ran']",
        "just words",
        yaml.safe_dump({**MODEL, "arguments": {"width": 3}}),
    ],
)
def test_what_describes_no_network_is_refused_and_never_run(trained, text, monkeypatch):
    folder, _ = trained
    monkeypatch.chdir(folder)
    (folder / "model.yaml").write_text(text)
    with pytest.raises(StudyError, match="no trained network"):
        load_network(folder, MODELS["enet"])
    assert not (folder / "ran").exists()
