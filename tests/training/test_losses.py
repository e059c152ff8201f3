import numpy as np
import pytest
import torch
from torch.nn import functional as F

from segstudy.training.losses import cross_entropy, dice_loss, merge_unannotated, segmentation_loss

ALL = torch.ones(2, 4, dtype=torch.bool)
SOME = torch.tensor([[True, True, False, False], [True, True, True, True]])


@pytest.fixture
def sample() -> tuple[torch.Tensor, torch.Tensor]:
    torch.manual_seed(0)
    return torch.randn(2, 4, 6, 5, dtype=torch.float64), torch.randint(0, 4, (2, 6, 5))


def test_with_all_organs_drawn_it_is_the_usual_cross_entropy(sample):
    logits, target = sample
    weights = torch.tensor([0.1, 1, 2, 3])
    loss = segmentation_loss("ce", weights)(logits, target, ALL)
    assert torch.isclose(loss, F.cross_entropy(logits.float(), target, weights))
    assert segmentation_loss("ce", None)(logits, target, ALL) == F.cross_entropy(logits.float(), target)


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


def test_the_loss_does_not_care_how_background_and_undrawn_organs_share(sample):
    logits, target = sample
    loss = segmentation_loss("dice_ce", torch.tensor([1.0, 2, 3, 4]))
    before = loss(logits, target, SOME)
    swapped = logits.clone()
    swapped[0, [0, 2, 3]] = logits[0, [3, 0, 2]]
    assert torch.isclose(loss(swapped, target, SOME), before)
    assert not torch.isclose(loss(swapped, target, ALL), loss(logits, target, ALL))


def test_gradients_of_the_marginal_loss_are_right_and_finite(sample):
    logits, target = sample
    logits.requires_grad_()
    assert torch.autograd.gradcheck(lambda x: cross_entropy(*merge_unannotated(x, target, SOME), None), logits)
    assert torch.autograd.gradcheck(lambda x: dice_loss(*merge_unannotated(x, target, SOME), SOME), logits)


def test_a_voxel_of_an_undrawn_organ_counts_as_background(sample):
    logits, target = sample
    cleaned = torch.where(~SOME.gather(1, target.flatten(1)).view_as(target), 0, target)
    loss = segmentation_loss("dice_ce", None)
    assert not torch.equal(cleaned, target)
    assert loss(logits, target, SOME) == loss(logits, cleaned, SOME)


def test_dice_agrees_with_counting(sample):
    logits, target = sample
    probabilities = logits.softmax(dim=1).numpy()
    expected = []
    for organ in (1, 2, 3):
        p, t = probabilities[:, organ], target.numpy() == organ
        expected.append(1 - (2 * (p * t).sum() + 1) / (p.sum() + t.sum() + 1))
    assert np.isclose(float(dice_loss(logits, target, ALL)), np.mean(expected))


def test_dice_leaves_samples_out_where_an_organ_was_not_drawn(sample):
    logits, target = sample
    merged, cleaned = merge_unannotated(logits, target, SOME)
    probabilities = merged.softmax(dim=1).numpy()
    expected = []
    for organ, samples in ((1, [0, 1]), (2, [1]), (3, [1])):
        p, t = probabilities[samples, organ], cleaned.numpy()[samples] == organ
        expected.append(1 - (2 * (p * t).sum() + 1) / (p.sum() + t.sum() + 1))
    assert np.isclose(float(dice_loss(merged, cleaned, SOME)), np.mean(expected))


def test_dice_leaves_organs_out_that_no_sample_has_drawn(sample):
    logits, target = sample
    only = torch.tensor([[True, True, False, False]] * 2)
    merged, cleaned = merge_unannotated(logits, target, only)
    p, t = merged.softmax(dim=1)[:, 1], cleaned == 1
    assert torch.isclose(dice_loss(merged, cleaned, only), 1 - (2 * p[t].sum() + 1) / (p.sum() + t.sum() + 1))
    none = torch.tensor([[True, False, False, False]] * 2)
    assert dice_loss(*merge_unannotated(logits, target, none), none) == 0


def test_a_perfect_answer_costs_nothing(sample):
    _, target = sample
    logits = 50.0 * F.one_hot(target, 4).permute(0, 3, 1, 2)
    assert segmentation_loss("dice_ce", None)(logits, target, ALL) < 1e-6


def test_dice_ce_is_the_sum_of_both(sample):
    logits, target = sample
    logits, weights = logits.float(), torch.tensor([0.5, 1, 1, 2])
    both = segmentation_loss("dice_ce", weights)(logits, target, ALL)
    assert torch.isclose(both, cross_entropy(logits, target, weights) + dice_loss(logits, target, ALL))


def test_a_batch_whose_classes_all_weigh_nothing_costs_nothing(sample):
    logits, _ = sample
    empty = torch.zeros(2, 6, 5, dtype=torch.int64)
    assert cross_entropy(logits.float(), empty, torch.tensor([0.0, 1, 1, 1])) == 0


def test_half_precision_logits_are_judged_in_float32(sample):
    logits, target = sample
    half = logits.to(torch.bfloat16)
    loss = segmentation_loss("dice_ce", None)
    assert loss(half, target, SOME).dtype == torch.float32
    assert loss(half, target, SOME) == loss(half.float(), target, SOME)
