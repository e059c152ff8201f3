"""Trainings on a GPU: they reach what the processor reaches, resume after a kill, and differ little from each other."""

import os
import re
import signal
import subprocess
import sys
import time

import pytest
import torch

from segstudy.running.errors import StudyError
from segstudy.training.determinism import deterministic_kernels

PROCESSOR = torch.device("cpu")
PATCHES = {"size": [16, 16, 8], "per_case": 8, "foreground": 0.7}


def dice(result):
    return max(record.validation_dice for record in result.history)


def apart(one, other):
    """How far the weights of two trainings lie apart, as a share of their norm."""
    first, second = (torch.cat([each.flatten().float() for each in result.weights.values()]) for result in (one, other))
    return float((first - second).norm() / first.norm())


def test_two_epochs_fall_and_reach_the_processors_dice(train, trained, device, tell):
    found = train(device)
    tell(f"two epochs of ENet: Dice {dice(found):.4f}, on the processor {dice(trained):.4f}")
    assert found.history[1].loss < found.history[0].loss
    assert dice(trained) > 0.8
    assert dice(found) == pytest.approx(dice(trained), abs=0.02)


@pytest.mark.parametrize(
    ("name", "arguments", "settings"),
    [
        ("vmunet", {"width": 8}, {}),
        ("joined_crop", {"size": 32, "pretraining": 20, "filters": 8, "bottleneck": 32}, {}),
        ("hourglass", {"features": 16, "depth": 2, "stacks": 1}, {}),
        ("sam2_tuned", {"checkpoint": "random"}, {}),
        ("unet3d", {"channels": [4, 8], "strides": [2]}, {"patches": PATCHES}),
        ("dynunet", {"filters": [4, 4, 8], "deep_supervision": 1}, {"patches": PATCHES}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_other_networks_learn(name, arguments, settings, train, device, tell):
    package = {"hourglass": "cv2", "sam2_tuned": "transformers", "unet3d": "monai", "dynunet": "monai"}.get(name)
    if package:
        pytest.importorskip(package, reason=f"needs {package}")
    found = train(device, name, arguments, epochs=3, **settings)
    losses = [record.loss for record in found.history]
    tell(f"{name}: loss {losses[0]:.4f} to {losses[-1]:.4f}, Dice {dice(found):.3f}")
    assert losses[-1] < losses[0]
    assert all(weight.device.type == "cpu" and weight.isfinite().all() for weight in found.weights.values())


def test_the_same_training_twice(train, device, tell):
    found = [train(device) for _ in range(2)]
    tell(f"twice the same: weights {apart(*found):.1e} apart, Dice {abs(dice(found[0]) - dice(found[1])):.4f}")
    assert dice(found[0]) == pytest.approx(dice(found[1]), abs=0.02)


def test_deterministic_kernels_give_the_same_bytes_and_what_they_cost(train, device, tell):
    seconds, found = {}, {}
    for wanted in (False, True, True):
        began = time.perf_counter()
        with deterministic_kernels(wanted, device):
            found.setdefault(wanted, []).append(train(device))
        seconds[wanted] = time.perf_counter() - began
    tell(f"deterministic kernels take {seconds[True] / seconds[False]:.2f} times as long")
    assert apart(*found[True]) == 0


def test_validation_while_the_next_epoch_trains_gives_the_same_bytes(train, device, tell, tmp_path):
    settings = {"schedule": "poly", "epochs": 6, "arguments": {"kernels": 8, "factor": 2}}
    seconds, found = {}, {}
    for beside in (False, True):
        with deterministic_kernels(True, device):
            train(device, beside=beside, **{**settings, "epochs": 1})
            began = time.perf_counter()
            found[beside] = train(device, beside=beside, folder=tmp_path / str(beside), **settings)
        seconds[beside] = time.perf_counter() - began
    tell(f"validation while the next epoch trains: {seconds[True] / seconds[False]:.2f} times as long as after it")
    assert found[True].history == found[False].history
    assert apart(found[True], found[False]) == 0
    states = [(tmp_path / str(beside) / "state.safetensors").read_bytes() for beside in (False, True)]
    assert states[0] == states[1]


KILLED = """
import logging, sys
from pathlib import Path
import torch
from segstudy.config.sections.training import TrainingSettings
from segstudy.models.registry import MODELS
from segstudy.training.initialization import new_network
from segstudy.training.labelled import LabelledSlices, annotated_mask
from segstudy.training.loop import fit
from segstudy.volumes.cache import CachedSlices

logging.basicConfig(level=logging.INFO, stream=sys.stdout, format="%(message)s")
kind, folder, *stems = sys.argv[1:]
organs = ["disc", "bar"]
cases = [LabelledSlices(CachedSlices(stem), annotated_mask(organs, organs)) for stem in stems]
settings = TrainingSettings(epochs=4, batch=4, loss="dice_ce", learning_rate=3e-3, initialization="default", threads=1)
network = new_network(MODELS["enet"], 1, 3, {"kernels": 8, "factor": 2}, "default", 1)
found = fit(network, cases[:-1], cases[-1:], organs, settings, 1, Path(folder), "stamp", torch.device(kind))
print("DICE", max(record.validation_dice for record in found.history), len(found.history))
"""


def start(device, folder, cases):
    command = [sys.executable, "-u", "-c", KILLED, device.type, str(folder), *(case.slices.stem for case in cases)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def test_a_killed_training_goes_on_where_it_was(device, cases, tmp_path, tell):
    with start(device, tmp_path / "killed", cases) as killed:
        for line in killed.stdout:
            if line.startswith("epoch 2/4"):
                break
        time.sleep(0.05)
        killed.send_signal(signal.SIGKILL)
    assert killed.returncode == -signal.SIGKILL
    told = {}
    for name in ("killed", "undisturbed"):
        with start(device, tmp_path / name, cases) as process:
            told[name] = process.communicate(timeout=300)[0]
        assert process.returncode == 0, told[name]
    # the state of the last epoch may have been on its way to the disk
    assert int(re.search(r"resuming after epoch (\d)/4", told["killed"])[1]) in (1, 2)
    found, expected = (re.search(r"DICE (\S+) 4", text) for text in told.values())
    tell(f"killed and resumed: Dice {float(found[1]):.4f}, undisturbed {float(expected[1]):.4f}")
    assert float(found[1]) == pytest.approx(float(expected[1]), abs=0 if device == PROCESSOR else 0.03)


def test_slices_that_are_read_and_slices_that_lie_on_the_device_teach_the_same(train, device, monkeypatch):
    if device.type != "cuda":
        pytest.skip("slices lie on GPUs alone")
    from segstudy.training import resident

    lying = train(device)
    monkeypatch.setattr(resident, "room", lambda _: 0)
    read = train(device)
    assert lying.history[0].loss == pytest.approx(read.history[0].loss, rel=0.01)
    assert dice(lying) == pytest.approx(dice(read), abs=0.02)


def test_a_loss_that_is_no_number_is_told(train, device):
    with pytest.raises(StudyError, match="lower `learning_rate`"):
        train(device, class_weights={"disc": 3e38, "bar": 3e38})
