import threading
from pathlib import Path

import pytest
import torch

from segstudy.training import state_writer
from segstudy.training.state import NAME, load_state, save_state
from segstudy.training.state_writer import StateWriter

TENSORS = {"network.weight": torch.arange(6.0).view(2, 3)}
CPU, GPU = torch.device("cpu"), torch.device("cuda")


def test_on_a_processor_a_state_is_there_at_once(tmp_path):
    StateWriter(tmp_path, "stamp", CPU).save(TENSORS, {"epoch": 1})
    tensors, facts = load_state(tmp_path, "stamp")
    assert facts == {"epoch": 1} and torch.equal(tensors["network.weight"], TENSORS["network.weight"])


def test_beside_a_gpu_the_next_epoch_does_not_wait_and_the_same_bytes_are_written(tmp_path, monkeypatch):
    may_write = threading.Event()

    def slowly(folder: Path, *arguments):
        assert may_write.wait(30)
        save_state(folder, *arguments)

    monkeypatch.setattr(state_writer, "save_state", slowly)
    states = StateWriter(tmp_path / "gpu", "stamp", GPU)
    states.save(TENSORS, {"epoch": 1})
    assert not (tmp_path / "gpu" / NAME).exists()
    may_write.set()
    states.save(TENSORS, {"epoch": 2})
    states.wait()
    save_state(tmp_path / "cpu", "stamp", TENSORS, {"epoch": 2})
    assert (tmp_path / "gpu" / NAME).read_bytes() == (tmp_path / "cpu" / NAME).read_bytes()


def test_what_goes_up_in_place_meanwhile_is_written_as_it_was(tmp_path, monkeypatch):
    """The count of averaged steps lies on the processor wherever a network is."""
    may_write = threading.Event()

    def slowly(folder: Path, *arguments):
        assert may_write.wait(30)
        save_state(folder, *arguments)

    monkeypatch.setattr(state_writer, "save_state", slowly)
    count = torch.tensor(7)
    states = StateWriter(tmp_path, "stamp", GPU)
    states.save({"average.n_averaged": count}, {})
    count += 1
    may_write.set()
    states.wait()
    assert load_state(tmp_path, "stamp")[0]["average.n_averaged"] == 7


@pytest.mark.parametrize("when", ["the next is written", "it is waited for"])
def test_a_state_that_cannot_be_written_is_no_secret(tmp_path, when):
    (tmp_path / "file").touch()
    states = StateWriter(tmp_path / "file" / "state", "stamp", GPU)
    states.save(TENSORS, {})
    with pytest.raises(OSError):
        states.wait() if when == "it is waited for" else states.save(TENSORS, {})
    states.wait()  # told once
