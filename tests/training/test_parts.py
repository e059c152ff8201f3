import os
import re
import subprocess
import sys

import pytest
import torch
from torch import nn

from segstudy.models.build import build_model
from segstudy.models.registry import MODELS
from segstudy.training.parts import InParts, backward_in_parts, is_divisible
from segstudy.training.precision import Precision

PRECISION = Precision(torch.device("cpu"))


class Small(nn.Module):
    """Two convolutions with dropout between, each sample alone."""

    def __init__(self, dropout):
        super().__init__()
        self.first, self.drop, self.last = nn.Conv2d(1, 4, 3), nn.Dropout(dropout), nn.Conv2d(4, 3, 1)

    def forward(self, x):
        return self.last(self.drop(torch.relu(self.first(x))))


@pytest.fixture(scope="module")
def wide_toys(write_toy, tmp_path_factory):
    folder = tmp_path_factory.mktemp("wide")
    return [write_toy(folder / f"case-{seed}", seed, slices=9, size=128).stem for seed in range(2)]


def joined(logits):
    """A loss that cannot be had sample by sample."""
    return logits.square().sum().sqrt() + logits.mean(dim=0).exp().mean()


def gradients(network):
    return [weight.grad.clone() for weight in network.parameters()]


def test_parts_give_the_gradients_of_the_whole():
    torch.manual_seed(0)
    network, image = Small(0.0), torch.randn(7, 1, 8, 8)
    whole = joined(network(image))
    (whole / 2).backward()
    expected = gradients(network)
    network.zero_grad()
    value = backward_in_parts(network, image, 3, joined, PRECISION, together=2)
    assert not value.requires_grad
    torch.testing.assert_close(value, whole.detach())
    torch.testing.assert_close(gradients(network), expected)


def test_dropout_draws_the_same_in_both_turns():
    torch.manual_seed(0)
    network, image = Small(0.5), torch.randn(6, 1, 8, 8)
    torch.manual_seed(1)
    joined(torch.cat([network(part) for part in image.split(2)])).backward()
    expected, after = gradients(network), torch.get_rng_state()
    network.zero_grad()
    torch.manual_seed(1)
    backward_in_parts(network, image, 2, joined, PRECISION)
    torch.testing.assert_close(gradients(network), expected)
    assert torch.equal(torch.get_rng_state(), after)


def test_an_answer_in_parts_is_the_whole_one():
    network, image = Small(0.0).eval(), torch.randn(5, 1, 8, 8)
    torch.testing.assert_close(InParts(network, 2)(image), network(image))


def test_samples_that_share_batch_normalization_are_not_divided():
    assert is_divisible(Small(0.1))
    assert not is_divisible(build_model(MODELS["enet"], 1, 2, kernels=8, factor=2))
    assert is_divisible(build_model(MODELS["vmunet"], 1, 2, width=4))


LIMITED = r"""
import logging, re, resource, sys
from pathlib import Path
import torch
from torch import nn
from segstudy.config.sections.training import TrainingSettings
from segstudy.running.errors import StudyError
from segstudy.training.labelled import LabelledSlices, annotated_mask
from segstudy.training.loop import fit
from segstudy.volumes.cache import CachedSlices

class Wide(nn.Module):
    '''Keeps 16 MB of features of a slice of 128 x 128 for its gradient, and asks no library for memory of its own.'''

    def __init__(self, norm):
        super().__init__()
        self.first, self.norm = nn.Parameter(torch.randn(16, 1, 1)), norm(16)
        self.last = nn.Parameter(torch.randn(16, 3))

    def forward(self, x):
        x = self.norm((x + self.first).square())
        for _ in range(14):
            x = nn.functional.leaky_relu(x)
        return torch.einsum("bcij,ck->bkij", x, self.last)

logging.basicConfig(level=logging.INFO, stream=sys.stdout)
folder, *stems = sys.argv[1:]
cases = [LabelledSlices(CachedSlices(stem), annotated_mask(["disc", "bar"], ["disc", "bar"])) for stem in stems]

def fitted(name, norm, batch=8):
    torch.manual_seed(0)
    settings = TrainingSettings(epochs=1, batch=batch, loss="dice_ce", optimizer="sgd", threads=1)
    told = (["disc", "bar"], settings, 1, Path(folder, name), "stamp", torch.device("cpu"))
    return fit(Wide(norm), cases[:1], cases[1:], *told)

fitted("first", nn.InstanceNorm2d, 1)  # loads what is loaded late
held = int(re.search(r"VmSize:\s+(\d+)", Path("/proc/self/status").read_text())[1]) * 1024
resource.setrlimit(resource.RLIMIT_AS, (held + 100 * 2**20, resource.RLIM_INFINITY))
found = fitted("found", nn.InstanceNorm2d)
try:
    fitted("whole", nn.BatchNorm2d)
except StudyError as error:
    print("REFUSED", error)
resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
expected = fitted("expected", nn.InstanceNorm2d)
for name, weight in expected.weights.items():
    torch.testing.assert_close(found.weights[name], weight, rtol=1e-4, atol=1e-5)
print("EQUAL")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="limits memory as Linux does")
def test_too_little_memory_is_made_to_do_or_the_largest_batch_is_named(tmp_path, wide_toys):
    command = [sys.executable, "-c", LIMITED, str(tmp_path), *wide_toys]
    # or each thread would reserve addresses of its own
    environment = {**os.environ, "MALLOC_ARENA_MAX": "1"}
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, env=environment)
    said = done.stdout
    assert done.returncode == 0, said + done.stderr
    assert re.search(r"batches of 8 go through the network [421] at a time", said), said
    refused = re.search(r"REFUSED training: this machine has not enough memory for batches of 8 slices.*", said)
    assert 1 <= int(re.search(r"; batches of (\d+) fit$", refused[0])[1]) < 8
    assert "EQUAL" in said
