import pytest
import torch
import yaml
from safetensors.torch import save_file

from segstudy.errors import StudyError
from segstudy.models.load import load_network
from segstudy.models.registry import build_model

MODEL = {"model": "enet", "arguments": {"kernels": 4, "factor": 2}, "in_channels": 1, "classes": 3, "organs": {"a": 1}}


@pytest.fixture
def trained(tmp_path):
    network = build_model("enet", 1, 3, kernels=4, factor=2)
    network(torch.randn(2, 1, 16, 16))  # moves the running means
    save_file(network.state_dict(), tmp_path / "weights.safetensors")
    (tmp_path / "model.yaml").write_text(yaml.safe_dump(MODEL))
    return tmp_path, network.eval()


def test_the_loaded_network_gives_the_same_logits(trained):
    folder, network = trained
    loaded, told = load_network(folder)
    x = torch.randn(2, 1, 16, 24)
    assert not loaded.training
    assert torch.equal(loaded(x), network(x))
    assert told == MODEL


def test_missing_files_are_named(trained):
    folder, _ = trained
    (folder / "weights.safetensors").unlink()
    with pytest.raises(StudyError, match=r"weights\.safetensors"):
        load_network(folder)
    (folder / "model.yaml").unlink()
    with pytest.raises(StudyError, match=r"model\.yaml"):
        load_network(folder)


def test_a_truncated_file_is_named(trained):
    folder, _ = trained
    whole = (folder / "weights.safetensors").read_bytes()
    (folder / "weights.safetensors").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(StudyError, match="train it again"):
        load_network(folder)


def test_weights_of_another_network_are_refused(trained):
    folder, _ = trained
    (folder / "model.yaml").write_text(yaml.safe_dump({**MODEL, "classes": 4}))
    with pytest.raises(StudyError, match="not the weights"):
        load_network(folder)


@pytest.mark.parametrize(
    "text",
    ["!!python/object/apply:os.system ['touch ran']", "just words", yaml.safe_dump({**MODEL, "model": "no such"})],
)
def test_what_describes_no_network_is_refused_and_never_run(trained, text, monkeypatch):
    folder, _ = trained
    monkeypatch.chdir(folder)
    (folder / "model.yaml").write_text(text)
    with pytest.raises(StudyError, match="no trained network"):
        load_network(folder)
    assert not (folder / "ran").exists()
