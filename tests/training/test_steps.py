import pytest
import torch
from torch.nn import functional as F

from segstudy.config.sections.training import TrainingSettings
from segstudy.config.sections.transforms import Transforms
from segstudy.training import loop
from segstudy.training.batches import ShuffledBatches, batch_loader
from segstudy.training.dataset import SliceDataset
from segstudy.training.initialization import new_network
from segstudy.training.labelled import LabelledSlices
from segstudy.training.loop import fit
from segstudy.transforms.augment import Augmenter

ORGANS = ["disc", "bar"]
CPU = torch.device("cpu")


def enet():
    return new_network("segstudy.models.enet:ENet", 1, 3, {"kernels": 4, "factor": 2}, "xavier", 1)


def test_on_a_processor_a_training_is_the_plain_loop_byte_for_byte(toy_cases, tmp_path):
    """Whatever is done for GPUs: a loop as one would write it down gives the same weights."""
    settings = TrainingSettings(epochs=1, batch=5, learning_rate=3e-3, threads=1)
    told = (ORGANS, settings, 1, tmp_path, "stamp", CPU)
    ours = fit(enet(), toy_cases[:2], toy_cases[2:], *told)
    plain = enet().to(memory_format=torch.channels_last).train()
    optimizer = torch.optim.Adam(plain.parameters(), 3e-3, fused=True)
    torch.manual_seed(1)
    dataset = SliceDataset(toy_cases[:2])
    order = ShuffledBatches(len(dataset), 5, seed=1)
    order.epoch = 1
    total = torch.zeros((), dtype=torch.float64)
    for batch in batch_loader(dataset, order, CPU):
        loss = F.cross_entropy(plain(batch.image), batch.label.long())
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        total += loss.detach() * len(batch.image)
    assert all(torch.equal(weight, ours.weights[name]) for name, weight in plain.state_dict().items())
    assert ours.history[0].loss == float(total) / len(dataset)


needs_cuda = pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")


@needs_cuda
@pytest.mark.parametrize("undrawn", [False, True])
@pytest.mark.parametrize("loss", ["ce", "dice_ce"])
def test_replayed_steps_teach_what_launched_ones_do(toy_cases, tmp_path, monkeypatch, loss, undrawn):
    """But for the order of sums in some kernels; the last batch of an epoch has fewer slices."""
    from segstudy.training import graphed

    cases = [LabelledSlices(case.slices, case.annotated & [True, True, not undrawn]) for case in toy_cases[:2]]
    cases += toy_cases[2:]
    settings = TrainingSettings(epochs=6, batch=5, loss=loss, learning_rate=1e-3, ema=0.5, threads=1)
    found = {}
    for name, warm in (("launched", 10_000), ("replayed", graphed.WARM)):
        monkeypatch.setattr(graphed, "WARM", warm)
        told = (ORGANS, settings, 1, tmp_path / name, "stamp", torch.device("cuda"))
        found[name] = fit(enet(), cases[:2], cases[2:], *told)
    for one, other in zip(found["launched"].history, found["replayed"].history, strict=True):
        assert one.loss == pytest.approx(other.loss, rel=0.02)
        assert one.validation_loss == pytest.approx(other.validation_loss, rel=0.05)


@needs_cuda
@pytest.mark.parametrize("transforms", [(), ("rotate", "elastic", "brightness", "blur")], ids=str)
def test_within_an_epoch_nothing_waits_for_the_gpu(toy_cases, tmp_path, monkeypatch, transforms):
    real, watched = loop._epoch, []

    def epoch(progress, *arguments):
        if progress.epoch < 2:  # those that prepare
            return real(progress, *arguments)
        watched.append(progress.epoch)
        torch.cuda.set_sync_debug_mode("error")
        try:
            return real(progress, *arguments)
        finally:
            torch.cuda.set_sync_debug_mode("default")

    monkeypatch.setattr(loop, "_epoch", epoch)
    chosen = Transforms.model_validate({name: {"p": 0.7} for name in transforms})
    augmenter = Augmenter(chosen, (), (1,), organs=2) if transforms else None
    settings = TrainingSettings(epochs=4, batch=4, loss="dice_ce", clip_norm=1.0, threads=1)
    told = (ORGANS, settings, 1, tmp_path, "stamp", torch.device("cuda"))
    fit(enet(), toy_cases[:2], toy_cases[2:], *told, augmenter=augmenter)
    assert watched == [2, 3]
