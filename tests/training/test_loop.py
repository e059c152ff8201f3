import logging
import re
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
import torch

from segstudy.config.sections.training import TrainingSettings
from segstudy.config.sections.transforms import Transforms
from segstudy.running.errors import DivergedError, StudyError
from segstudy.tables.history import EpochRecord
from segstudy.training.initialization import new_network
from segstudy.training.labelled import LabelledSlices
from segstudy.training.loop import fit
from segstudy.training.precision import Precision
from segstudy.training.progress import Progress
from segstudy.training.schedule import Schedule
from segstudy.transforms.augment import Augmenter
from segstudy.volumes.cache import CachedSlices, write_image_cache, write_label_cache

ORGANS = ["disc", "bar"]
CPU = torch.device("cpu")
SETTINGS = {
    "epochs": 4,
    "batch": 4,
    "loss": "dice_ce",
    "class_weights": "balanced",
    "learning_rate": 3e-3,
    "plateau": {"factor": 0.5, "patience": 0},
    "initialization": "default",
    "threads": 1,
}


def _relabelled(case: LabelledSlices, folder, classes: list[int]) -> CachedSlices:
    """A copy of a case in which class i is called classes[i]."""
    slices = case.slices
    copy = CachedSlices(str(folder / Path(slices.stem).name))
    images, labels = (np.stack([read(i) for i in range(len(slices))]) for read in (slices.stored, slices.label))
    write_image_cache(f"{copy.stem}.image.b2nd", images, slices.slope, slices.intercept)
    write_label_cache(f"{copy.stem}.label.b2nd", np.array(classes, np.uint8)[labels])
    return copy


def _fit(cases, folder, seed=1, stamp="stamp", training=None, augmenter=None, **changes):
    settings = TrainingSettings(**{**SETTINGS, **changes})
    network = new_network("segstudy.models.enet:ENet", 1, 3, {"kernels": 4, "factor": 2}, settings.initialization, seed)
    return fit(
        network, training or cases[:2], cases[2:], ORGANS, settings, seed, folder, stamp, CPU, augmenter=augmenter
    )


def _bytes(weights: dict[str, torch.Tensor]) -> dict[str, bytes]:
    return {name: tensor.contiguous().numpy().tobytes() for name, tensor in weights.items()}


@dataclass(frozen=True)
class Fatal(CachedSlices):
    """Slices whose n-th reading ends in disaster."""

    left: list[int] = field(default_factory=list)

    def stored(self, index: int) -> np.ndarray:
        self.left[0] -= 1
        if self.left[0] == 0:
            raise KeyboardInterrupt
        return super().stored(index)


@pytest.mark.parametrize("optimizer", ["adam", "adamw"])
def test_the_same_seed_gives_the_same_bytes_and_another_does_not(toy_cases, tmp_path, optimizer):
    changes = {"optimizer": optimizer, "weight_decay": 0.01, "epochs": 2}
    first = _fit(toy_cases, tmp_path / "a", **changes)
    torch.rand(3)
    again = _fit(toy_cases, tmp_path / "b", **changes)
    assert _bytes(first.weights) == _bytes(again.weights)
    assert first.history == again.history
    assert _bytes(_fit(toy_cases, tmp_path / "c", seed=2, **changes).weights) != _bytes(first.weights)


@pytest.mark.parametrize(("optimizer", "schedule"), [("adam", "plateau"), ("adamw", "poly"), ("adam", "constant")])
def test_an_interrupted_training_ends_with_the_same_bytes(toy_cases, tmp_path, optimizer, schedule):
    changes = {"optimizer": optimizer, "schedule": schedule, "weight_decay": 0.01}
    whole = _fit(toy_cases, tmp_path / "whole", **changes)
    # twelve training slices an epoch: in the middle of the third, then in the middle of the fourth
    for reading in (30, 7):
        left = [reading]
        fatal = [LabelledSlices(Fatal(case.slices.stem, left=left), case.annotated) for case in toy_cases[:2]]
        with pytest.raises(KeyboardInterrupt):
            _fit(toy_cases, tmp_path / "cut", training=fatal, **changes)
        torch.rand(5)
    resumed = _fit(toy_cases, tmp_path / "cut", **changes)
    assert _bytes(resumed.weights) == _bytes(whole.weights)
    assert resumed.history == whole.history
    last = [(folder / "state.safetensors").read_bytes() for folder in (tmp_path / "whole", tmp_path / "cut")]
    assert last[0] == last[1]


EVERYTHING = {
    "loss": {"dice": 1, "tversky": {"alpha": 0.7}, "boundary": {"weight": 0.01, "grows": True}},
    "optimizer": "sgd",
    "schedule": "cosine",
    "warmup_epochs": 1,
    "clip_norm": 1.0,
    "accumulate": 2,
    "ema": 0.9,
    "checkpoint": "loss",
}


TRANSFORMS = Transforms.model_validate({name: {"p": 0.5} for name in Transforms.model_fields})
EVERYTHING["augmenter"] = Augmenter(TRANSFORMS, (2,), (1,))


@pytest.mark.parametrize("transforms", ["rotate", "gamma", "mixup"])
def test_samples_are_changed_anew_in_every_epoch_and_validation_is_not(toy_cases, tmp_path, transforms):
    seen = {}

    class Watched(Augmenter):
        def __call__(self, image, label, epoch, samples):
            for sample, before in zip(samples, image, strict=True):
                seen.setdefault((epoch, sample), before.clone())
            return super().__call__(image, label, epoch, samples)

    augmenter = Watched(Transforms.model_validate({transforms: {"p": 1}}), (), (1,))
    changed = _fit(toy_cases, tmp_path / "changed", epochs=2, augmenter=augmenter)
    plain = _fit(toy_cases, tmp_path / "plain", epochs=2)
    assert _bytes(changed.weights) != _bytes(plain.weights)
    assert set(seen) == {(epoch, sample) for epoch in (1, 2) for sample in range(12)}
    assert all(torch.equal(seen[1, sample], seen[2, sample]) for sample in range(12))


@pytest.mark.parametrize("changes", [EVERYTHING, {**EVERYTHING, "optimizer": "rmsprop", "schedule": "step"}])
def test_an_interrupted_training_with_everything_on_ends_with_the_same_bytes(toy_cases, tmp_path, changes):
    whole = _fit(toy_cases, tmp_path / "whole", **changes)
    left = [30]
    fatal = [LabelledSlices(Fatal(case.slices.stem, left=left), case.annotated) for case in toy_cases[:2]]
    with pytest.raises(KeyboardInterrupt):
        _fit(toy_cases, tmp_path / "cut", training=fatal, **changes)
    torch.rand(5)
    resumed = _fit(toy_cases, tmp_path / "cut", **changes)
    assert _bytes(resumed.weights) == _bytes(whole.weights)
    assert resumed.history == whole.history
    assert len({(tmp_path / name / "state.safetensors").read_bytes() for name in ("whole", "cut")}) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"optimizer": "sgd"},
        {"optimizer": "sgd", "momentum": 0.5},
        {"optimizer": "rmsprop"},
        {"clip_norm": 0.01},
        {"accumulate": 2},
        {"ema": 0.5},
        {"warmup_epochs": 3},
    ],
    ids=str,
)
def test_each_option_has_an_effect(toy_cases, tmp_path, changes):
    plain = _fit(toy_cases, tmp_path / "plain", epochs=1)
    assert _bytes(_fit(toy_cases, tmp_path / "other", epochs=1, **changes).weights) != _bytes(plain.weights)
    if changes.get("momentum"):
        other = _fit(toy_cases, tmp_path / "more", epochs=1, optimizer="sgd")
        assert _bytes(_fit(toy_cases, tmp_path / "other", epochs=1, **changes).weights) != _bytes(other.weights)


def test_accumulated_batches_are_one_large_batch(tmp_path, toy_cases):
    """Without batch normalization, whose statistics are of one batch; the last step of the epoch has fewer batches."""

    def fitted(folder, **changes):
        settings = TrainingSettings(**{**SETTINGS, "epochs": 1, "class_weights": "none", "loss": "ce", **changes})
        torch.manual_seed(0)
        network = torch.nn.Conv2d(1, 3, 3, padding=1)
        return fit(network, toy_cases[:2], toy_cases[2:], ORGANS, settings, 1, tmp_path / folder, "stamp", CPU).weights

    large, small = fitted("large", batch=8), fitted("small", batch=4, accumulate=2)
    other = fitted("other", batch=4)
    assert torch.allclose(large["weight"], small["weight"], atol=1e-6)
    assert not torch.allclose(large["weight"], other["weight"], atol=1e-4)


def test_the_average_is_what_is_kept_and_validated(toy_cases, tmp_path):
    """With a decay of nearly one it stays where it began, and so does what it scores."""
    result = _fit(toy_cases, tmp_path, epochs=3, ema=1 - 1e-9)
    assert len({round(record.validation_loss, 4) for record in result.history}) == 1
    assert result.history[-1].loss < result.history[0].loss


def test_the_checkpoint_is_chosen_by_what_the_study_says(toy_cases, tmp_path):
    result = _fit(toy_cases, tmp_path, epochs=8, learning_rate=0.05, checkpoint="loss")
    losses = [record.validation_loss for record in result.history]
    assert result.best_epoch == 1 + int(np.argmin(losses))
    by_dice = _fit(toy_cases, tmp_path / "dice", epochs=8, learning_rate=0.05)
    assert by_dice.history == result.history
    assert by_dice.best_epoch == 1 + int(np.argmax([record.validation_dice for record in result.history]))


class Breaking(torch.nn.Module):
    """A network whose answer is no number in the n-th epochs, counted by its own trainings."""

    def __init__(self, bad):
        super().__init__()
        self.layer, self.bad, self.epoch = torch.nn.Conv2d(1, 3, 3, padding=1), bad, 0

    def train(self, mode=True):
        self.epoch += mode
        return super().train(mode)

    def forward(self, x):
        return self.layer(x) * (float("nan") if self.training and self.epoch in self.bad else 1)


@pytest.mark.parametrize("bad", [1, 3])
def test_a_loss_that_is_no_number_goes_back_an_epoch_once_at_a_lower_rate(toy_cases, tmp_path, caplog, bad):
    settings = TrainingSettings(**{**SETTINGS, "schedule": "constant"})
    place = (ORGANS, settings, 1, tmp_path, "stamp", CPU)
    result = fit(Breaking({bad}), toy_cases[:2], toy_cases[2:], *place)
    rates = [record.learning_rate for record in result.history]
    assert rates == pytest.approx([3e-3] * (bad - 1) + [3e-4] * (5 - bad))
    assert all(np.isfinite(record.loss) for record in result.history)
    assert "at a tenth of the rate" in caplog.text


def test_a_loss_that_is_no_number_twice_ends_the_training(toy_cases, tmp_path):
    settings = TrainingSettings(**SETTINGS)
    with pytest.raises(DivergedError, match="lower `learning_rate`"):
        fit(Breaking({2, 4}), toy_cases[:2], toy_cases[2:], ORGANS, settings, 1, tmp_path, "stamp", CPU)


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

left = 30

@dataclass(frozen=True)
class Fatal(CachedSlices):
    def stored(self, index):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().stored(index)

folder, *stems = sys.argv[1:]
mask = annotated_mask(["disc", "bar"], ["disc", "bar"])
training = [LabelledSlices(Fatal(stem), mask) for stem in stems[:2]]
validation = [LabelledSlices(CachedSlices(stem), mask) for stem in stems[2:]]
settings = TrainingSettings(**SETTINGS)
network = new_network("segstudy.models.enet:ENet", 1, 3, {"kernels": 4, "factor": 2}, settings.initialization, 1)
fit(network, training, validation, ["disc", "bar"], settings, 1, Path(folder), "stamp", torch.device("cpu"))
"""


def test_a_training_killed_in_mid_epoch_ends_with_the_same_bytes(toy_cases, tmp_path, caplog):
    whole = _fit(toy_cases, tmp_path / "whole")
    code = KILLED.replace("SETTINGS", repr(SETTINGS))
    command = [sys.executable, "-c", code, str(tmp_path / "cut"), *(case.slices.stem for case in toy_cases)]
    killed = subprocess.run(command, capture_output=True, text=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    with caplog.at_level(logging.INFO, "segstudy.training"):
        resumed = _fit(toy_cases, tmp_path / "cut")
    assert "resuming after epoch 2/4" in caplog.text
    assert _bytes(resumed.weights) == _bytes(whole.weights)
    assert resumed.history == whole.history


def test_a_finished_training_is_not_done_again(toy_cases, tmp_path):
    first = _fit(toy_cases, tmp_path, epochs=2)
    unread = [LabelledSlices(Fatal(case.slices.stem, left=[1]), case.annotated) for case in toy_cases[:2]]
    again = _fit(toy_cases, tmp_path, epochs=2, training=unread)
    assert _bytes(again.weights) == _bytes(first.weights)
    assert again.history == first.history


def test_another_stamp_starts_anew(toy_cases, tmp_path):
    first = _fit(toy_cases, tmp_path, epochs=2)
    other = _fit(toy_cases, tmp_path, epochs=1, seed=2, stamp="other")
    assert len(other.history) == 1
    assert other.history[0] != first.history[0]


def test_it_learns_and_keeps_the_best_epoch(toy_cases, tmp_path):
    result = _fit(toy_cases, tmp_path, epochs=40, plateau={"patience": 8})
    dice = [record.validation_dice for record in result.history]
    assert result.best_epoch == 1 + int(np.argmax(dice))
    assert max(dice) > 0.85
    assert result.history[-1].loss < 0.5 * result.history[0].loss
    assert not result.stopped_early
    assert [record.epoch for record in result.history] == list(range(1, 41))


def test_the_returned_weights_are_those_of_the_best_epoch(toy_cases, tmp_path):
    result = _fit(toy_cases, tmp_path / "all", epochs=6, learning_rate=0.05)
    shorter = _fit(toy_cases, tmp_path / "best", epochs=result.best_epoch, learning_rate=0.05)
    assert _bytes(shorter.weights) == _bytes(result.weights)
    assert shorter.history == result.history[: result.best_epoch]


def test_of_equal_epochs_the_earlier_is_kept():
    network = torch.nn.Linear(1, 1)
    progress = Progress(network, torch.optim.Adam(network.parameters()), Schedule(()), Precision(CPU))
    for epoch, dice in enumerate([0.0, 0.5, 0.5, 0.4], start=1):
        torch.nn.init.constant_(network.weight, epoch)
        progress.add(EpochRecord(epoch, 1, 1, dice, 1))
        assert progress.best_epoch == min(epoch, 2)
    assert float(progress.best_weights["weight"]) == 2


def test_training_stops_after_so_many_epochs_without_a_better_dice(toy_cases, tmp_path, caplog):
    with caplog.at_level(logging.INFO, "segstudy.training"):
        # so small a rate that predictions stay as they are
        result = _fit(toy_cases, tmp_path, epochs=30, early_stopping=2, learning_rate=1e-9)
    assert result.stopped_early
    assert len(result.history) == result.best_epoch + 2 < 30
    assert "stopping early" in caplog.text
    again = _fit(toy_cases, tmp_path, epochs=30, early_stopping=2, learning_rate=1e-9)
    assert again.history == result.history


def test_the_rate_falls_when_validation_loss_does_not(toy_cases, tmp_path):
    # what training calls disc, validation calls bar
    swapped = [LabelledSlices(_relabelled(case, tmp_path, [0, 2, 1]), case.annotated) for case in toy_cases[2:]]
    cases = [*toy_cases[:2], *swapped]
    result = _fit(cases, tmp_path / "a", epochs=14, plateau={"factor": 0.1, "patience": 1}, learning_rate=0.01)
    best, waited, rate = np.inf, 0, 0.01
    for record in result.history:
        assert record.learning_rate == pytest.approx(rate)
        if record.validation_loss < best * (1 - 1e-4):  # PyTorch's threshold
            best, waited = record.validation_loss, 0
        else:
            waited += 1
        if waited > 1:
            rate, waited = rate * 0.1, 0
    assert result.history[-1].learning_rate < 0.01
    constant = _fit(cases, tmp_path / "b", epochs=14, schedule="constant", learning_rate=0.01)
    assert {record.learning_rate for record in constant.history} == {0.01}


def test_every_epoch_is_one_line(toy_cases, tmp_path, caplog):
    with caplog.at_level(logging.INFO, "segstudy.training"):
        _fit(toy_cases, tmp_path, epochs=2)
    lines = [line for line in caplog.messages if line.startswith("epoch")]
    number = r"\d+\.\d{3}"
    pattern = rf"epoch 1/2  loss {number}  validation loss {number}  dice {number}  rate 0.003  [\d.]+ s, 0:00:0\d left"
    assert re.fullmatch(pattern, lines[0])
    assert len(lines) == 2


def test_labels_of_an_organ_nobody_drew_teach_nothing(toy_cases, tmp_path):
    erased = [_relabelled(case, tmp_path, [0, 1, 0]) for case in toy_cases[:2]]
    undrawn, drawn = np.array([True, True, False]), np.array([True, True, True])
    results = {}
    for name, caches, mask in (
        ("kept", [case.slices for case in toy_cases[:2]], undrawn),
        ("erased", erased, undrawn),
        ("background", erased, drawn),
    ):
        training = [LabelledSlices(cache, mask) for cache in caches]
        result = _fit(toy_cases, tmp_path / name, training=training, epochs=2, class_weights="none")
        results[name] = _bytes(result.weights)
    assert results["kept"] == results["erased"] != results["background"]


def test_a_loss_that_is_not_finite_ends_the_training_with_advice(toy_cases, tmp_path):
    with pytest.raises(StudyError, match="lower `learning_rate`"):
        _fit(toy_cases, tmp_path, class_weights={"disc": 3e38, "bar": 3e38})


def test_validation_cases_that_show_no_organ_are_refused(toy_cases, tmp_path):
    blind = [LabelledSlices(case.slices, np.array([True, False, False])) for case in toy_cases]
    with pytest.raises(StudyError, match="no validation case shows an organ"):
        _fit(blind, tmp_path)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
def test_it_learns_on_cuda_and_resumes_there(toy_cases, tmp_path):
    settings = TrainingSettings(**{**SETTINGS, "epochs": 30})
    for epochs in (15, 30):
        network = new_network("segstudy.models.enet:ENet", 1, 3, {"kernels": 4, "factor": 2}, "default", 1)
        part = settings.model_copy(update={"epochs": epochs})
        cuda = torch.device("cuda")
        result = fit(network, toy_cases[:2], toy_cases[2:], ORGANS, part, 1, tmp_path, "stamp", cuda)
        assert len(result.history) == epochs
    assert max(record.validation_dice for record in result.history) > 0.8
    assert all(tensor.device.type == "cpu" for tensor in result.weights.values())
