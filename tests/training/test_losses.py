import numpy as np
import pytest
import torch

from segstudy.training.losses.ce import cross_entropy
from segstudy.training.losses.dice import dice_loss
from segstudy.training.losses.unannotated import merge_unannotated

ALL = torch.ones(2, 4, dtype=torch.bool)
ORGANS = torch.tensor([0.0, 1, 1, 1])
SOME = torch.tensor([[True, True, False, False], [True, True, True, True]])


@pytest.fixture
def sample() -> tuple[torch.Tensor, torch.Tensor]:
    torch.manual_seed(0)
    return torch.randn(2, 4, 6, 5, dtype=torch.float64), torch.randint(0, 4, (2, 6, 5))


def test_background_stands_for_organs_nobody_drew(sample):
    logits, target = sample
    loss = cross_entropy(*merge_unannotated(logits, target, SOME), None)
    probabilities = logits.softmax(dim=1).numpy()
    expected = []
    for n, row, column in np.ndindex(2, 6, 5):
        p, t = probabilities[n, :, row, column], int(target[n, row, column])
        undrawn = [c for c in range(4) if not SOME[n, c]]
        expected.append(-np.log(p[[0, *undrawn]].sum() if t in (0, *undrawn) else p[t]))
    assert np.isclose(float(loss), np.mean(expected))


def test_gradients_of_the_marginal_loss_are_right_and_finite(sample):
    logits, target = sample
    logits.requires_grad_()
    assert torch.autograd.gradcheck(lambda x: cross_entropy(*merge_unannotated(x, target, SOME), None), logits)
    assert torch.autograd.gradcheck(lambda x: dice_loss(*merge_unannotated(x, target, SOME), SOME, ORGANS), logits)


def test_dice_agrees_with_counting(sample):
    logits, target = sample
    probabilities = logits.softmax(dim=1).numpy()
    expected = []
    for organ in (1, 2, 3):
        p, t = probabilities[:, organ], target.numpy() == organ
        expected.append(1 - (2 * (p * t).sum() + 1) / (p.sum() + t.sum() + 1))
    assert np.isclose(float(dice_loss(logits, target, ALL, ORGANS)), np.mean(expected))


def test_dice_weighs_classes_as_told(sample):
    logits, target = sample
    probabilities = logits.softmax(dim=1).numpy()
    weights = [0.1, 0.3, 0.2, 0.4]
    expected = 0.0
    for organ, weight in enumerate(weights):
        p, t = probabilities[:, organ], target.numpy() == organ
        expected += weight * (1 - (2 * (p * t).sum() + 1) / (p.sum() + t.sum() + 1))
    assert np.isclose(float(dice_loss(logits, target, ALL, torch.tensor(weights))), expected)


def test_dice_leaves_samples_out_where_an_organ_was_not_drawn(sample):
    logits, target = sample
    merged, cleaned = merge_unannotated(logits, target, SOME)
    probabilities = merged.softmax(dim=1).numpy()
    expected = []
    for organ, samples in ((1, [0, 1]), (2, [1]), (3, [1])):
        p, t = probabilities[samples, organ], cleaned.numpy()[samples] == organ
        expected.append(1 - (2 * (p * t).sum() + 1) / (p.sum() + t.sum() + 1))
    assert np.isclose(float(dice_loss(merged, cleaned, SOME, ORGANS)), np.mean(expected))


def test_dice_leaves_organs_out_that_no_sample_has_drawn(sample):
    logits, target = sample
    only = torch.tensor([[True, True, False, False]] * 2)
    merged, cleaned = merge_unannotated(logits, target, only)
    p, t = merged.softmax(dim=1)[:, 1], cleaned == 1
    assert torch.isclose(dice_loss(merged, cleaned, only, ORGANS), 1 - (2 * p[t].sum() + 1) / (p.sum() + t.sum() + 1))
    none = torch.tensor([[True, False, False, False]] * 2)
    assert dice_loss(*merge_unannotated(logits, target, none), none, ORGANS) == 0


def test_a_batch_whose_classes_all_weigh_nothing_costs_nothing(sample):
    logits, _ = sample
    empty = torch.zeros(2, 6, 5, dtype=torch.int64)
    assert cross_entropy(logits.float(), empty, torch.tensor([0.0, 1, 1, 1])) == 0
