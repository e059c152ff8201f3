import json
import shutil
from pathlib import Path

import pytest
import torch

from segstudy.training.state import NAME, discard_state, load_state, save_state, training_stamp
from segstudy.volumes.cache import CachedSlices

TENSORS = {"a": torch.randn(2, 3, 4, 5).contiguous(memory_format=torch.channels_last), "b": torch.tensor(7)}
FACTS = {"epoch": 3, "best": float("inf"), "rate": 0.1 + 0.2, "names": ["x", None, True]}


def test_a_state_comes_back_bit_for_bit(tmp_path):
    save_state(tmp_path / "new", "stamp", TENSORS, FACTS)
    tensors, facts = load_state(tmp_path / "new", "stamp")
    assert all(torch.equal(tensors[name], TENSORS[name]) for name in TENSORS)
    assert tensors.keys() == TENSORS.keys()
    assert facts == FACTS


def test_without_a_state_there_is_none(tmp_path):
    assert load_state(tmp_path / "nowhere", "stamp") is None


def test_a_state_with_another_stamp_is_thrown_away(tmp_path):
    save_state(tmp_path, "stamp", TENSORS, FACTS)
    assert load_state(tmp_path, "other") is None
    assert load_state(tmp_path, "stamp") is None


@pytest.mark.parametrize("spoil", [lambda b: b[: len(b) // 2], lambda b: b"", lambda b: b"no state at all, but long"])
def test_a_state_that_cannot_be_read_is_thrown_away(tmp_path, spoil):
    save_state(tmp_path, "stamp", TENSORS, FACTS)
    (tmp_path / NAME).write_bytes(spoil((tmp_path / NAME).read_bytes()))
    assert load_state(tmp_path, "stamp") is None
    assert not (tmp_path / NAME).exists()


def test_the_file_is_a_json_header_and_numbers(tmp_path):
    save_state(tmp_path, "stamp", TENSORS, FACTS)
    stored = (tmp_path / NAME).read_bytes()
    length = int.from_bytes(stored[:8], "little")
    header = json.loads(stored[8 : 8 + length])
    assert set(header) == {"a", "b", "__metadata__"}
    assert len(stored) == 8 + length + 4 * 120 + 8


def test_a_discarded_state_leaves_nothing(tmp_path):
    discard_state(tmp_path / "fold-0")
    save_state(tmp_path / "fold-0", "stamp", TENSORS, FACTS)
    discard_state(tmp_path / "fold-0")
    assert not (tmp_path / "fold-0").exists()


def test_the_stamp_follows_parameters_and_data_alone(toy_caches, tmp_path):
    parameters = {"rate": 0.1, "organs": ["a", "b"]}
    stamp = training_stamp(parameters, toy_caches)
    assert training_stamp({"organs": ["a", "b"], "rate": 0.1}, toy_caches) == stamp
    assert training_stamp({**parameters, "rate": 0.2}, toy_caches) != stamp
    assert training_stamp(parameters, toy_caches[::-1]) != stamp
    moved = []
    for cache in toy_caches:
        moved.append(CachedSlices(str(tmp_path / Path(cache.stem).name)))
        for kind in ("image", "label"):
            shutil.copy(f"{cache.stem}.{kind}.b2nd", f"{moved[-1].stem}.{kind}.b2nd")
    assert training_stamp(parameters, moved) == stamp
    shutil.copy(f"{toy_caches[0].stem}.label.b2nd", f"{moved[1].stem}.label.b2nd")
    assert training_stamp(parameters, moved) != stamp
