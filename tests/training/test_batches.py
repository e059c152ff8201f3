import pytest
import torch

from segstudy.training.batches import ShuffledBatches, batch_loader, in_order, reading_processes
from segstudy.training.dataset import SliceDataset

CPU = torch.device("cpu")


@pytest.mark.parametrize(("slices", "batch"), [(24, 8), (25, 8), (3, 8), (7, 1)])
def test_every_slice_comes_once_an_epoch(slices, batch):
    order = ShuffledBatches(slices, batch, seed=1)
    batches = list(order)
    assert len(batches) == len(order)
    assert all(len(b) == batch for b in batches[:-1])
    assert sorted(sum(batches, [])) == list(range(slices))


def test_the_order_depends_on_seed_and_epoch_alone():
    order = ShuffledBatches(50, 4, seed=1)
    order.epoch = 3
    third = list(order)
    order.epoch = 4
    assert list(order) != third
    torch.manual_seed(99)
    again = ShuffledBatches(50, 4, seed=1)
    again.epoch = 3
    assert list(again) == third
    other = ShuffledBatches(50, 4, seed=2)
    other.epoch = 3
    assert list(other) != third


def test_reading_processes_load_the_same_batches_over_several_epochs(toy_cases):
    dataset = SliceDataset(toy_cases)
    orders = [ShuffledBatches(len(dataset), 5, seed=1) for _ in range(2)]
    loaders = [batch_loader(dataset, order, CPU, workers) for order, workers in zip(orders, (0, 2), strict=True)]
    for epoch in (1, 2):
        for order in orders:
            order.epoch = epoch
        for here, elsewhere in zip(*loaders, strict=True):
            assert all(map(torch.equal, here, elsewhere))


def test_loading_draws_no_random_number_that_dropout_would_miss(toy_cases):
    dataset = SliceDataset(toy_cases)
    torch.manual_seed(5)
    before = torch.get_rng_state()
    for _ in batch_loader(dataset, in_order(dataset, 8), CPU):
        pass
    assert torch.equal(torch.get_rng_state(), before)


def test_validation_slices_come_in_order(toy_cases):
    assert sum(in_order(SliceDataset(toy_cases), 7), []) == list(range(24))


def test_the_processor_reads_for_itself_and_cuda_is_read_for():
    assert reading_processes(CPU) == 0
    assert 1 <= reading_processes(torch.device("cuda")) <= 4
