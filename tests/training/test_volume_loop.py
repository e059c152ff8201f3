import signal
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from segstudy.config.training import TrainingSettings
from segstudy.training.initialization import new_network
from segstudy.training.loop import fit

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
MODEL = {"channels": [4, 8], "strides": [2], "residual_units": 1, "dropout": 0.1}

KILLED = """
import os, signal, sys
from dataclasses import dataclass
from pathlib import Path
import torch
from segstudy.cache import CachedSlices
from segstudy.config.training import TrainingSettings
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
network = new_network("unet3d", 1, 3, MODEL, settings.initialization, 1, settings.patches.shape)
fit(network, training, validation, ["disc", "bar"], settings, 1, Path(folder), "stamp", torch.device("cpu"))
"""


def _fit(cases, folder, seed=1, **changes):
    settings = TrainingSettings(**{**SETTINGS, **changes})
    network = new_network("unet3d", 1, 3, MODEL, settings.initialization, seed, settings.patches.shape)
    return fit(network, cases[:2], cases[2:], ORGANS, settings, seed, folder, "stamp", torch.device("cpu"))


def _bytes(weights):
    return {name: tensor.contiguous().numpy().tobytes() for name, tensor in weights.items()}


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(toy_cases, tmp_path):
    first, again = (_fit(toy_cases, tmp_path / name, epochs=1) for name in "ab")
    assert _bytes(first.weights) == _bytes(again.weights)
    assert first.history == again.history
    assert _bytes(_fit(toy_cases, tmp_path / "c", seed=2, epochs=1).weights) != _bytes(first.weights)


def test_a_training_killed_in_mid_epoch_ends_with_the_same_bytes(toy_cases, tmp_path, caplog):
    whole = _fit(toy_cases, tmp_path / "whole")
    code = KILLED.replace("SETTINGS", repr(SETTINGS)).replace("MODEL", repr(MODEL))
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
