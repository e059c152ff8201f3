import pytest
import torch

from segstudy.models.load import load_network
from segstudy.models.registry import MODELS
from segstudy.tables.history import EpochRecord
from segstudy.training.initialization import new_network
from segstudy.training.write import write_trained

MODEL = {
    "model": "enet",
    "arguments": {"kernels": 4, "factor": 2},
    "in_channels": 1,
    "classes": 3,
    "organs": {"œsophagus": 1, "heart": 7},
    "preparation": {"clip_hu": [-1000, 1000], "spacing_mm": None},
}


@pytest.fixture
def network():
    return new_network(MODELS["enet"], 1, 3, MODEL["arguments"], "default", 1).to(memory_format=torch.channels_last)


def test_what_is_written_can_be_read_back(network, tmp_path):
    write_trained(tmp_path / "fold-0", network.state_dict(), MODEL, [EpochRecord(1, 1, 2, 0.5, 0.1)])
    loaded, told = load_network(tmp_path / "fold-0", MODELS["enet"])
    assert told.items() >= MODEL.items()
    assert list(told["organs"]) == ["œsophagus", "heart"]
    assert all(torch.equal(a, b) for a, b in zip(loaded.parameters(), network.parameters(), strict=True))
    assert (tmp_path / "fold-0/history.csv").read_text() == (
        "epoch,loss,validation_loss,validation_dice,learning_rate\n1,1,2,0.5,0.1\n"
    )
    assert len(list((tmp_path / "fold-0").iterdir())) == 3


def test_the_same_weights_make_the_same_bytes(network, tmp_path):
    # several, because what is in an order of chance may fall out the same once
    folders = [tmp_path / str(number) / "enet/fold-0" for number in range(8)]
    for folder in folders:
        write_trained(folder, network.state_dict(), {**MODEL, "training": ["P1"]}, [])
    for file in ("weights.safetensors", "model.yaml"):
        assert len({(folder / file).read_bytes() for folder in folders}) == 1
