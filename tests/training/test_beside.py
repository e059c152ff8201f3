"""Epochs validated while the next one trains: everything is as if one came after the other."""

import logging
from dataclasses import dataclass, field

import numpy as np
import pytest
import torch
from torch import nn

from segstudy.config.sections.training import TrainingSettings
from segstudy.running.errors import DivergedError
from segstudy.training.labelled import LabelledSlices
from segstudy.training.loop import fit
from segstudy.volumes.cache import CachedSlices

ORGANS, CPU = ["disc", "bar"], torch.device("cpu")
SETTINGS = {
    "epochs": 4,
    "batch": 4,
    "loss": "dice_ce",
    "learning_rate": 3e-3,
    "schedule": "constant",
    "initialization": "default",
    "threads": 1,
}
EVERYTHING = {
    "optimizer": "rmsprop",
    "schedule": "cosine",
    "warmup_epochs": 1,
    "clip_norm": 1.0,
    "accumulate": 2,
    "ema": 0.9,
    "checkpoint": "loss",
}


class Watched(nn.Sequential):
    """A small network that tells what its copies together do, by letters: T a step of training, v one of validation."""

    done = ""

    def __init__(self, *places: str, error: type[Exception] | None = None):
        torch.manual_seed(1)
        first, last = nn.Conv2d(1, 8, 5, padding=2), nn.Conv2d(8, 3, 5, padding=2)
        super().__init__(first, nn.BatchNorm2d(8), nn.ReLU(), nn.Dropout(0.3), last)
        self.places, self.error = places, error
        type(self).done = ""

    def forward(self, x):
        """As ever; but where so much was done, an error, or an answer that is no number, which `!` marks."""
        kind = type(self)
        kind.done += "T" if self.training else "v"
        if kind.done not in self.places:
            return super().forward(x)
        kind.done += "!"
        if self.error:
            raise self.error
        return super().forward(x) * float("nan")


def fitted(cases, folder, beside, network=None, training=None, **changes):
    settings = TrainingSettings(**{**SETTINGS, **changes})
    return fit(
        *(network or Watched(), training or cases[:2], cases[2:], ORGANS, settings, 1, folder, "stamp", CPU),
        validate_beside=beside,
    )


def same(one, other, *folders) -> bool:
    """Whether two results, and the states that they left, are the same bytes."""
    weights = [{name: tensor.numpy().tobytes() for name, tensor in each.weights.items()} for each in (one, other)]
    states = {(folder / "state.safetensors").read_bytes() for folder in folders}
    return weights[0] == weights[1] and one.history == other.history and len(states) == 1


@pytest.mark.parametrize("changes", [{}, EVERYTHING, {"epochs": 1}])
def test_the_same_bytes_as_one_after_the_other(toy_cases, tmp_path, changes):
    after = fitted(toy_cases, tmp_path / "after", False, **changes)
    beside = fitted(toy_cases, tmp_path / "beside", True, **changes)
    assert same(after, beside, tmp_path / "after", tmp_path / "beside")
    assert after.best_epoch == beside.best_epoch


def test_batches_of_validation_follow_steps_of_the_next_epoch(toy_cases, tmp_path):
    fitted(toy_cases, tmp_path, True)
    assert Watched.done == "TTT" + "vvv" + "TTT" + "TvvTvT" * 2 + "vvv"


@pytest.mark.parametrize(
    "changes", [{"schedule": "plateau"}, {"early_stopping": 9}, {"loss": {"ce": {"weight": 1, "grows": True}}}]
)
def test_where_the_next_epoch_hangs_on_it_validation_comes_first(toy_cases, tmp_path, changes):
    fitted(toy_cases, tmp_path, True, **changes)
    assert Watched.done == "TTTvvv" * 4


def test_a_processor_validates_between_epochs(toy_cases, tmp_path):
    fitted(toy_cases, tmp_path, None, epochs=2)
    assert Watched.done == "TTTvvv" * 2


def test_a_validation_loss_that_is_no_number_goes_back_as_one_after_the_other_would(toy_cases, tmp_path, caplog):
    """Of epoch 2, found while epoch 3 trains."""
    beside = fitted(toy_cases, tmp_path / "beside", True, Watched("TTTvvvTTTTv"))
    assert Watched.done.startswith("TTTvvvTTT" + "Tv!vTvT" + "TTT" + "TvvTvT")
    assert "the validation loss of epoch 2 is nan" in caplog.text
    after = fitted(toy_cases, tmp_path / "after", False, Watched("TTTvvvTTTv"))
    assert same(beside, after, tmp_path / "beside", tmp_path / "after")
    assert beside.history[1].learning_rate == pytest.approx(3e-4)


def test_a_second_one_ends_the_training(toy_cases, tmp_path):
    with pytest.raises(DivergedError, match="the validation loss of epoch 2 .* lower `learning_rate`"):
        fitted(toy_cases, tmp_path, True, Watched("TTTvvvTTTTv", "TTTvvvTTTTv!vTvTTTTTv"))


def test_where_memory_does_not_hold_both_one_comes_after_the_other(toy_cases, tmp_path, caplog):
    beside = fitted(toy_cases, tmp_path / "beside", True, Watched("TTTvvvTTTTv", error=torch.OutOfMemoryError))
    assert Watched.done == "TTTvvvTTTTv!" + "TTTvvv" * 3
    assert "one after the other from here on; once more from the epoch before" in caplog.text
    after = fitted(toy_cases, tmp_path / "after", False)
    assert same(beside, after, tmp_path / "beside", tmp_path / "after")


class Single(Watched):
    """A network of which memory holds no second one."""

    def __deepcopy__(self, memo):
        raise torch.OutOfMemoryError


def test_where_memory_holds_no_copy_validation_comes_first(toy_cases, tmp_path, caplog):
    with caplog.at_level(logging.INFO, "segstudy.training"):
        fitted(toy_cases, tmp_path, True, Single(), epochs=2)
    assert "memory holds no copy of the network" in caplog.text and Single.done == "TTTvvv" * 2


@dataclass(frozen=True)
class Fatal(CachedSlices):
    """Slices whose n-th reading ends in disaster."""

    left: list[int] = field(default_factory=list)

    def stored(self, index: int) -> np.ndarray:
        self.left[0] -= 1
        if self.left[0] == 0:
            raise KeyboardInterrupt
        return super().stored(index)


def test_an_interrupted_training_ends_with_the_same_bytes(toy_cases, tmp_path, caplog):
    whole = fitted(toy_cases, tmp_path / "whole", False)
    # twelve slices an epoch: the first step of the fourth, when the third is not judged yet; then in mid-epoch
    for reading in (38, 7):
        left = [reading]
        fatal = [LabelledSlices(Fatal(case.slices.stem, left=left), case.annotated) for case in toy_cases[:2]]
        with pytest.raises(KeyboardInterrupt):
            fitted(toy_cases, tmp_path / "cut", True, training=fatal)
        torch.rand(5)
    with caplog.at_level(logging.INFO, "segstudy.training"):
        resumed = fitted(toy_cases, tmp_path / "cut", True)
    assert "resuming after epoch 2/4" in caplog.text
    assert same(whole, resumed, tmp_path / "whole", tmp_path / "cut")
