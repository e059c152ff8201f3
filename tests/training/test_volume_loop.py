import signal
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from segstudy.config.sections.training import TrainingSettings
from segstudy.models.registry import MODELS
from segstudy.training.dataset import Batch
from segstudy.training.initialization import new_network
from segstudy.training.loop import fit
from segstudy.training.segmentation_loss import segmentation_loss
from segstudy.training.steps import supervised

ORGANS = ["disc", "bar"]
SETTINGS = {
    "epochs": 3,
    "batch": 2,
    "loss": "dice_ce",
    "class_weights": "balanced",
    "learning_rate": 3e-3,
    "initialization": "default",
    "threads": 1,
    "patches": {"size": [16, 16, 4], "per_case": 4, "foreground": 0.7, "rotate_deg": 10, "zoom": 0.1},
}
ARGUMENTS = {"channels": [4, 8], "strides": [2], "residual_units": 1, "dropout": 0.1}

KILLED = """
import os, signal, sys
from dataclasses import dataclass
from pathlib import Path
import torch
from segstudy.volumes.cache import CachedSlices
from segstudy.config.sections.training import TrainingSettings
from segstudy.training.initialization import new_network
from segstudy.training.labelled import LabelledSlices, annotated_mask
from segstudy.training.loop import fit

left = 20

@dataclass(frozen=True)
class Fatal(CachedSlices):
    def image_box(self, box):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().image_box(box)

folder, *stems = sys.argv[1:]
mask = annotated_mask(["disc", "bar"], ["disc", "bar"])
training = [LabelledSlices(Fatal(stem), mask) for stem in stems[:2]]
validation = [LabelledSlices(CachedSlices(stem), mask) for stem in stems[2:]]
settings = TrainingSettings(**SETTINGS)
network = new_network(BUILDER, 1, 3, ARGUMENTS, settings.initialization, 1, settings.patches.shape)
fit(network, training, validation, ["disc", "bar"], settings, 1, Path(folder), "stamp", torch.device("cpu"))
"""


def _fit(cases, folder, seed=1, **changes):
    settings = TrainingSettings(**{**SETTINGS, **changes})
    network = new_network(MODELS["unet3d"], 1, 3, ARGUMENTS, settings.initialization, seed, settings.patches.shape)
    return fit(network, cases[:2], cases[2:], ORGANS, settings, seed, folder, "stamp", torch.device("cpu"))


def _bytes(weights):
    return {name: tensor.contiguous().numpy().tobytes() for name, tensor in weights.items()}


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(toy_cases, tmp_path):
    first, again = (_fit(toy_cases, tmp_path / name, epochs=1) for name in "ab")
    assert _bytes(first.weights) == _bytes(again.weights)
    assert first.history == again.history
    assert _bytes(_fit(toy_cases, tmp_path / "c", seed=2, epochs=1).weights) != _bytes(first.weights)


def test_lower_levels_are_trained_too(toy_cases, tmp_path):
    """Deep supervision: the heads of lower levels change, and through them all that lies below."""
    settings = TrainingSettings(**{**SETTINGS, "epochs": 1, "patches": {"size": [16, 16, 4], "per_case": 1}})
    heads = {}
    for levels in (0, 1):
        arguments = {"filters": [4, 4, 8], "deep_supervision": levels}
        network = new_network(MODELS["dynunet"], 1, 3, arguments, "default", 1, settings.patches.shape)
        before = {name: weight.clone() for name, weight in network.state_dict().items()}
        place = (tmp_path / str(levels), "stamp", torch.device("cpu"))
        after = fit(network, toy_cases[:2], toy_cases[2:], ORGANS, settings, 1, *place).weights
        heads[levels] = [name for name in after if "deep" in name and not torch.equal(before[name], after[name])]
    assert heads[1] and not heads[0]


def test_each_level_weighs_half_as_much_as_the_one_above():
    loss = segmentation_loss(TrainingSettings(), [], ORGANS, torch.device("cpu"))
    label = torch.zeros(2, 4, 8, 8, dtype=torch.int64)
    drawn = torch.ones(2, 3, dtype=torch.bool)
    numbers = torch.zeros(2, dtype=torch.int64)
    batch = Batch(torch.zeros(2, 1, 4, 8, 8), label, drawn, numbers, numbers)
    levels = torch.randn(2, 3, 3, 4, 8, 8, generator=torch.Generator().manual_seed(0))
    values = [loss(levels[:, level], label, drawn) for level in range(3)]
    expected = (values[0] + values[1] / 2 + values[2] / 4) / 1.75
    assert torch.isclose(supervised(loss, levels, batch), expected)
    assert supervised(loss, levels[:, 0], batch) == values[0]


def test_a_training_killed_in_mid_epoch_ends_with_the_same_bytes(toy_cases, tmp_path, caplog):
    whole = _fit(toy_cases, tmp_path / "whole")
    values = {"SETTINGS": SETTINGS, "ARGUMENTS": ARGUMENTS, "BUILDER": MODELS["unet3d"]}
    code = "".join(f"{name} = {value!r}\n" for name, value in values.items()) + KILLED
    command = [sys.executable, "-c", code, str(tmp_path / "cut"), *(case.slices.stem for case in toy_cases)]
    killed = subprocess.run(command, capture_output=True, text=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    with caplog.at_level("INFO", "segstudy.training"):
        resumed = _fit(toy_cases, tmp_path / "cut")
    assert "resuming after epoch 2/3" in caplog.text
    assert _bytes(resumed.weights) == _bytes(whole.weights)
    assert resumed.history == whole.history


@pytest.mark.slow
def test_it_learns_a_toy(toy_cases, tmp_path: Path):
    result = _fit(toy_cases, tmp_path, epochs=40, learning_rate=0.01)
    assert max(record.validation_dice for record in result.history) > 0.8
