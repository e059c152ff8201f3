from dataclasses import replace

import numpy as np
import pytest
import torch

from segstudy.config.sections.training import TrainingSettings
from segstudy.training import resident
from segstudy.training.batches import ShuffledBatches, batch_loader, in_order
from segstudy.training.dataset import SliceDataset
from segstudy.training.feed import make_feed
from segstudy.training.initialization import new_network
from segstudy.training.labelled import LabelledSlices
from segstudy.training.loop import fit
from segstudy.training.resident import ResidentBatches, ResidentSlices, resident_bytes, resident_slices
from segstudy.volumes.cache import CachedSlices, write_image_cache, write_label_cache
from segstudy.volumes.channels import Channels
from segstudy.volumes.scaling import Scaling

ORGANS = ["disc", "bar"]
CPU = torch.device("cpu")


@pytest.fixture
def cases(toy_cases, tmp_path) -> list[LabelledSlices]:
    """Two cases and one of another slope, with two copies of its scan, in which an organ was not drawn."""
    slices = toy_cases[0].slices
    images, labels = (np.stack([read(place) for place in range(6)]) for read in (slices.stored, slices.label))
    write_image_cache(tmp_path / "copies.image.b2nd", np.concatenate([images, images + 3]), 1 / 300, -0.7)
    write_label_cache(tmp_path / "copies.label.b2nd", np.concatenate([labels, labels[:, ::-1]]))
    copies = LabelledSlices(CachedSlices(str(tmp_path / "copies")), np.array([True, False, True]), height=6)
    return [*toy_cases[1:3], copies]


def assert_same(one, other) -> None:
    """Bit by bit, with data types and places in memory, as they are shown to a network."""
    pairs = list(zip(one, other, strict=True))
    assert len(pairs) > 1
    for batches in pairs:
        for mine, theirs in zip(*(batch.to(CPU) for batch in batches), strict=True):
            assert mine.dtype == theirs.dtype and mine.stride() == theirs.stride()
            assert torch.equal(mine, theirs)


@pytest.mark.parametrize("which", ["all", "with_organ"])
@pytest.mark.parametrize("scaling", [None, Scaling(-1.2, 0.9, -0.31, 0.37)], ids=["prepared", "scaled"])
@pytest.mark.parametrize("channels", [Channels(), Channels(True), Channels(neighbors=1), Channels(True, 2)], ids=str)
def test_what_lies_on_the_device_is_what_the_caches_give(cases, which, scaling, channels):
    told = [replace(case.scaled(scaling) if scaling else case, channels=channels) for case in cases]
    dataset = SliceDataset(told, which)
    order = ShuffledBatches(len(dataset), 4, seed=7)
    batches = ResidentBatches(ResidentSlices(dataset, CPU), order)
    for order.epoch in (1, 2):
        assert_same(batches, batch_loader(dataset, order, CPU))
    consecutive = in_order(dataset, 5)
    assert_same(ResidentBatches(ResidentSlices(dataset, CPU), consecutive), batch_loader(dataset, consecutive, CPU))


@pytest.mark.parametrize("channels", [Channels(planes=3), Channels(True, 1, planes=3)], ids=str)
def test_colors_lie_on_the_device_as_the_caches_give_them(toy_cases, tmp_path, channels):
    colored = []
    for number, case in enumerate(toy_cases[:2]):
        stem = str(tmp_path / f"colored{number}")
        gray = [case.slices.stored(place) for place in range(6)]
        planes = np.stack([plane for each in gray for plane in (each, each[::-1], each // 2)])
        write_image_cache(f"{stem}.image.b2nd", planes, 1 / 300, -0.7, planes=3)
        write_label_cache(f"{stem}.label.b2nd", np.stack([case.slices.label(place) for place in range(6)]))
        colored.append(replace(case, slices=CachedSlices(stem), channels=channels))
    dataset = SliceDataset(colored)
    assert resident_bytes(dataset) == 2 * 6 * 32 * 32 * 7
    order = ShuffledBatches(len(dataset), 4, seed=7)
    order.epoch = 1
    assert_same(ResidentBatches(ResidentSlices(dataset, CPU), order), batch_loader(dataset, order, CPU))


def test_a_fold_that_fits_is_held_and_one_that_does_not_is_read(toy_cases, monkeypatch):
    dataset = SliceDataset(toy_cases)
    assert resident_bytes(dataset) == 4 * 6 * 32 * 32 * 3
    assert resident_slices(dataset, CPU) is None  # a processor holds nothing by itself
    monkeypatch.setattr(resident, "room", lambda _: resident_bytes(dataset))
    assert resident_slices(dataset, CPU) is not None
    odd = [*toy_cases[:3], toy_cases[3].scaled(Scaling(-1, 1, 0, 1))]
    assert resident_slices(SliceDataset(odd), CPU) is None
    monkeypatch.setattr(resident, "room", lambda _: resident_bytes(dataset) - 1)
    assert resident_slices(dataset, CPU) is None


def test_memory_that_another_training_took_is_no_end(toy_cases, monkeypatch):
    class Taken:
        def __init__(self, *_):
            raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(resident, "room", lambda _: 1 << 30)
    monkeypatch.setattr(resident, "ResidentSlices", Taken)
    feed = make_feed(toy_cases[:2], toy_cases[2:], TrainingSettings(batch=5), 1, CPU)
    assert "held" not in feed.description and len(list(feed.batches)) == 3


@pytest.mark.parametrize("slices", ["all", "with_organ"])
def test_a_training_on_held_slices_ends_with_the_same_bytes(cases, tmp_path, monkeypatch, slices):
    settings = TrainingSettings(epochs=2, batch=5, loss="dice_ce", learning_rate=3e-3, threads=1, slices=slices)
    found = {}
    for name, space in (("read", 0), ("held", 1 << 30)):
        monkeypatch.setattr(resident, "room", lambda _, space=space: space)
        network = new_network("segstudy.models.enet:ENet", 1, 3, {"kernels": 4, "factor": 2}, "xavier", 1)
        found[name] = fit(network, cases[:2], cases[2:], ORGANS, settings, 1, tmp_path / name, "stamp", CPU)
    assert found["read"].history == found["held"].history
    read, held = (result.weights for result in found.values())
    assert all(torch.equal(read[name], held[name]) for name in read)
    assert all((tmp_path / name / "state.safetensors").exists() for name in found)
