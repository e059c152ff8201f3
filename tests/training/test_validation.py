import numpy as np
import pytest
import torch
from monai.metrics import DiceMetric
from torch import nn
from torch.nn import functional as F

from segstudy.config.sections.training import TrainingSettings
from segstudy.training.batches import batch_loader, in_order
from segstudy.training.dataset import SliceDataset
from segstudy.training.labelled import LabelledSlices
from segstudy.training.precision import Precision
from segstudy.training.segmentation_loss import segmentation_loss
from segstudy.training.validation import add_confusion, mean_dice, validate

CPU = torch.device("cpu")


def _confusion(truth: np.ndarray, predicted: np.ndarray, classes: int) -> np.ndarray:
    confusion = torch.zeros(len(truth), classes, classes, dtype=torch.int64)
    for index in range(truth.shape[1]):
        cases = torch.arange(len(truth))
        add_confusion(confusion, cases, *(torch.from_numpy(a[:, index].astype(np.int64)) for a in (truth, predicted)))
    return confusion.numpy()


def test_dice_from_slices_is_monais_dice_of_the_volumes():
    rng = np.random.default_rng(0)
    truth, predicted = rng.integers(0, 4, (2, 3, 5, 9, 7))
    metric = DiceMetric(include_background=False, reduction="mean")
    volumes = [F.one_hot(torch.from_numpy(a), 4).movedim(-1, 1) for a in (predicted, truth)]
    metric(*volumes)
    ours = mean_dice(_confusion(truth, predicted, 4), np.ones((3, 4), bool))
    assert np.isclose(ours, float(metric.aggregate()))


def test_what_is_left_out_and_what_counts_as_zero():
    truth = np.zeros((2, 1, 2, 4), int)
    predicted = truth.copy()
    truth[0, 0, 0, :2] = predicted[0, 0, 0, :2] = 1  # perfect; organ 2 empty on both sides
    truth[1, 0, 0, :2] = 1  # missed
    predicted[1, 0, 1, :3] = 2  # spurious
    everything = np.ones((2, 3), bool)
    confusion = _confusion(truth, predicted, 3)
    assert mean_dice(confusion, everything) == pytest.approx(1 / 3)
    undrawn = everything.copy()
    undrawn[1, 2] = False
    assert mean_dice(confusion, undrawn) == pytest.approx(1 / 2)
    assert np.isnan(mean_dice(confusion, everything & [True, False, False]))


class Threshold(nn.Module):
    """Says disc where the picture is bright, bar where it is less so."""

    def forward(self, x):
        centres = torch.tensor([-0.6, 1.2, 0.4]).view(1, 3, 1, 1)
        return -10 * (x - centres).abs()


@pytest.mark.parametrize("batch", [1, 4, 24])
def test_validation_over_batches_is_that_of_whole_cases(toy_cases, batch):
    dataset = SliceDataset(toy_cases)
    network = Threshold().train()
    loss = segmentation_loss(TrainingSettings(loss="ce"), toy_cases, ("disc", "bar"), CPU)
    batches = batch_loader(dataset, in_order(dataset, batch), CPU)
    reached = validate(network, batches, dataset.annotated, loss, Precision(CPU))
    dice = []
    for case in toy_cases:
        image = torch.from_numpy(np.stack([case.slices.image(i) for i in range(6)]))[:, None]
        truth = np.stack([case.slices.label(i) for i in range(6)])
        predicted = network(image).argmax(dim=1).numpy()
        dice += [
            2 * ((truth == c) & (predicted == c)).sum() / ((truth == c).sum() + (predicted == c).sum()) for c in (1, 2)
        ]
    assert reached.dice == pytest.approx(np.mean(dice))
    assert 0.5 < reached.dice < 1
    whole = dataset.__getitems__(list(range(24))).to(CPU)
    assert reached.loss == pytest.approx(float(loss(network(whole.image), whole.label, whole.annotated)), rel=1e-5)
    assert not network.training


class Swapped(Threshold):
    """Says bar for background and background for bar."""

    def forward(self, x):
        return super().forward(x)[:, [2, 1, 0]]


def test_an_organ_nobody_drew_may_be_predicted_anywhere_in_the_background(toy_cases):
    dataset = SliceDataset([LabelledSlices(case.slices, np.array([True, True, False])) for case in toy_cases])
    batches = batch_loader(dataset, in_order(dataset, 6), CPU)
    loss = segmentation_loss(TrainingSettings(loss="dice_ce"), toy_cases, ("disc", "bar"), CPU)
    usual, swapped = (
        validate(network, batches, dataset.annotated, loss, Precision(CPU)) for network in (Threshold(), Swapped())
    )
    assert swapped.dice == usual.dice
    assert swapped.loss == pytest.approx(usual.loss, rel=1e-5)
