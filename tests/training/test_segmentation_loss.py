import pytest
import torch
from torch.nn import functional as F

from segstudy.config.sections.training import TrainingSettings
from segstudy.training.losses.ce import cross_entropy
from segstudy.training.losses.dice import dice_loss
from segstudy.training.segmentation_loss import segmentation_loss

ALL = torch.ones(2, 4, dtype=torch.bool)
SOME = torch.tensor([[True, True, False, False], [True, True, True, True]])
NAMES = ("a", "b", "c")


def chosen(loss, **settings):
    return segmentation_loss(TrainingSettings(loss=loss, **settings), [], NAMES, torch.device("cpu"))


@pytest.fixture
def sample() -> tuple[torch.Tensor, torch.Tensor]:
    torch.manual_seed(0)
    return torch.randn(2, 4, 6, 5, dtype=torch.float64), torch.randint(0, 4, (2, 6, 5))


def test_with_all_organs_drawn_it_is_the_usual_cross_entropy(sample):
    logits, target = sample
    weights = torch.tensor([0.1, 1, 2, 3])
    loss = chosen("ce", class_weights={"background": 0.1, "b": 2, "c": 3})(logits, target, ALL)
    assert torch.isclose(loss, F.cross_entropy(logits.float(), target, weights))
    assert chosen("ce")(logits, target, ALL) == F.cross_entropy(logits.float(), target)


def test_the_loss_does_not_care_how_background_and_undrawn_organs_share(sample):
    logits, target = sample
    loss = chosen("dice_ce", class_weights={"b": 3, "a": 2, "c": 4})
    before = loss(logits, target, SOME)
    swapped = logits.clone()
    swapped[0, [0, 2, 3]] = logits[0, [3, 0, 2]]
    assert torch.isclose(loss(swapped, target, SOME), before)
    assert not torch.isclose(loss(swapped, target, ALL), loss(logits, target, ALL))


def test_a_voxel_of_an_undrawn_organ_counts_as_background(sample):
    logits, target = sample
    cleaned = torch.where(~SOME.gather(1, target.flatten(1)).view_as(target), 0, target)
    loss = chosen("dice_ce")
    assert not torch.equal(cleaned, target)
    assert loss(logits, target, SOME) == loss(logits, cleaned, SOME)


def test_a_perfect_answer_costs_nothing(sample):
    _, target = sample
    logits = 50.0 * F.one_hot(target, 4).permute(0, 3, 1, 2)
    assert chosen("dice_ce")(logits, target, ALL) < 1e-6


def test_dice_alone_knows_nothing_of_entropy(sample):
    logits, target = sample
    found = chosen("dice", class_weights={"a": 5}, loss_weights={"dice": 0.3, "ce": 7})(logits, target, ALL)
    expected = dice_loss(logits.float(), target, ALL, torch.tensor([0.0, 1, 1, 1]))
    assert torch.isclose(found, expected)
    # an organ that nobody drew neither
    some = chosen("dice")(logits, target, SOME)
    assert not torch.isclose(some, found)


def test_dice_ce_is_the_sum_of_both(sample):
    logits, target = sample
    logits, weights = logits.float(), torch.tensor([0.5, 1, 1, 2])
    organs = torch.tensor([0.0, 1, 1, 1])
    both = chosen("dice_ce", class_weights={"background": 0.5, "c": 2})(logits, target, ALL)
    assert torch.isclose(both, cross_entropy(logits, target, weights) + dice_loss(logits, target, ALL, organs))


def test_half_precision_logits_are_judged_in_float32(sample):
    logits, target = sample
    half = logits.to(torch.bfloat16)
    loss = chosen("dice_ce")
    assert loss(half, target, SOME).dtype == torch.float32
    assert loss(half, target, SOME) == loss(half.float(), target, SOME)


def test_the_two_terms_have_the_shares_told(sample):
    logits, target = sample[0].float(), sample[1]
    shares = {"background": 0.1, "a": 0.3, "b": 0.2, "c": 0.2}
    both = chosen("dice_ce", loss_weights={"dice": 0.7, "ce": 0.3}, dice_weights=shares)(logits, target, ALL)
    weights = torch.tensor(list(shares.values()))
    expected = 0.7 * dice_loss(logits, target, ALL, weights) + 0.3 * cross_entropy(logits, target, None)
    assert torch.isclose(both, expected)
