"""A GPU's memory: what trainings take beside what is asked for, and what happens where it does not suffice."""

import logging
import re
import resource

import pytest
import torch
from torch import nn

from segstudy.config.sections.training import TrainingSettings
from segstudy.plan.resources import memory
from segstudy.running.errors import StudyError
from segstudy.training.loop import fit

ORGANS = ["disc", "bar"]
MIB = 2**20


class Wide(nn.Module):
    """Keeps 28 MB of features of a slice of 32 x 32 for its gradient."""

    def __init__(self, norm):
        super().__init__()
        self.first, self.norm = nn.Parameter(torch.randn(256, 1, 1)), norm(256)
        self.last = nn.Parameter(torch.randn(256, 3))

    def forward(self, x):
        x = self.norm((x + self.first).square())
        for _ in range(28):
            x = torch.tanh(x)
        return torch.einsum("bcij,ck->bkij", x, self.last)


@pytest.fixture
def limited(device):
    """Leaves the allocator of the GPU 320 MB beside what is held already."""
    if device.type != "cuda":
        pytest.skip("limits the memory of a GPU; tests/training/test_parts.py limits the processor's")
    torch.cuda.empty_cache()
    total = torch.cuda.get_device_properties(device).total_memory

    def limit(megabytes):
        torch.cuda.empty_cache()
        allowed = total if megabytes is None else torch.cuda.memory_reserved(device) + megabytes * MIB
        torch.cuda.set_per_process_memory_fraction(min(1.0, allowed / total), device)

    limit(320)
    yield limit
    limit(None)


def fitted(cases, folder, device, norm, batch=32):
    torch.manual_seed(0)
    settings = TrainingSettings(epochs=1, batch=batch, loss="dice_ce", optimizer="sgd", threads=1)
    return fit(Wide(norm), cases[:1], cases[-1:], ORGANS, settings, 1, folder, "stamp", device)


def test_without_batch_normalization_it_goes_on_in_parts_to_the_same_result(limited, cases, device, tmp_path, caplog):
    with caplog.at_level(logging.INFO):
        found = fitted(cases, tmp_path / "parts", device, nn.InstanceNorm2d)
    assert re.search(r"batches of 32 go through the network (16|8|4|2|1) at a time", caplog.text), caplog.text
    limited(None)
    expected = fitted(cases, tmp_path / "whole", device, nn.InstanceNorm2d)
    for name, weight in expected.weights.items():
        torch.testing.assert_close(found.weights[name], weight, rtol=1e-2, atol=1e-3)


def test_with_batch_normalization_the_largest_batch_that_fits_is_named(limited, cases, device, tmp_path, tell):
    with pytest.raises(StudyError, match="the GPU has not enough memory for batches of 32 slices") as raised:
        fitted(cases, tmp_path / "whole", device, nn.BatchNorm2d)
    fitting = int(re.search(r"; batches of (\d+) fit$", str(raised.value))[1])
    tell(f"in 320 MB: batches of {fitting} fit")
    assert 1 <= fitting < 32
    fitted(cases, tmp_path / "fitting", device, nn.BatchNorm2d, fitting)


def test_a_training_takes_no_more_than_its_rule_asks_for(train, cases, device, tell):
    """Of the processor's memory, which the cluster limits; all tests of this process together."""
    if device.type == "cuda":
        torch.cuda.reset_peak_memory_stats(device)
    train(device)
    read = [f"{case.slices.stem}.{kind}.b2nd" for case in cases for kind in ("image", "label")]
    asked = memory(4000, factor=4)(None, read, 1)  # as in rules/training.smk
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    there = torch.cuda.max_memory_reserved(device) / MIB if device.type == "cuda" else 0
    tell(f"peak memory: {held:.0f} MB of the {asked} MB that are asked for; {there:.0f} MB of the GPU's")
    assert held < asked
