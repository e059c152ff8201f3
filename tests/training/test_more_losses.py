"""Every loss that a study may name: its gradient, its effect, organs that nobody drew, and MONAI's numbers."""

import time
from pkgutil import resolve_name

import monai.losses
import numpy as np
import pytest
import torch
from torch.nn import functional as F

from segstudy.config.sections.losses import LOSSES_IN_WORDS, LossTerms, alone, builder_of_loss
from segstudy.config.sections.training import TrainingSettings
from segstudy.report.references import REFERENCES
from segstudy.training.losses.judged import Judged
from segstudy.training.losses.unannotated import merge_unannotated
from segstudy.training.segmentation_loss import segmentation_loss

NAMES = [*LossTerms.model_fields]
ALL = torch.ones(2, 4, dtype=torch.bool)
SOME = torch.tensor([[True, True, False, False], [True, True, True, True]])
ORGANS = torch.tensor([0.0, 1, 1, 1])
SHAPES = [(2, 4, 9, 8), (2, 4, 5, 6, 7)]


def measured(name, logits, target, annotated=ALL, weights=ORGANS, class_weights=None, **settings):
    term = LossTerms(**{name: settings}).terms[name]
    judged = Judged(*merge_unannotated(logits, target, annotated), annotated, class_weights, weights.to(logits))
    return resolve_name(builder_of_loss(name))(term)(judged)


def made(shape, seed=0):
    generator = torch.Generator().manual_seed(seed)
    logits = torch.randn(shape, generator=generator, dtype=torch.float64)
    return logits, torch.randint(0, shape[1], (shape[0], *shape[2:]), generator=generator)


def chosen(loss, **settings):
    return segmentation_loss(TrainingSettings(loss=loss, **settings), [], ("a", "b", "c"), torch.device("cpu"))


def blocks():
    """Two samples with a block of each organ, as class indices."""
    target = torch.zeros(2, 24, 24, dtype=torch.int64)
    target[:, 2:9, 2:10], target[:, 12:20, 3:9], target[:, 4:20, 14:20] = 1, 2, 3
    return target


def answer(target, sure=8.0):
    return sure * F.one_hot(target, 4).movedim(-1, 1).double()


@pytest.mark.parametrize("name", NAMES)
def test_every_loss_has_its_file_its_words_and_its_source(name):
    assert callable(resolve_name(builder_of_loss(name)))
    assert LOSSES_IN_WORDS[name].source in {"", *REFERENCES}


@pytest.mark.parametrize("shape", SHAPES, ids=["slices", "patches"])
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("annotated", [ALL, SOME], ids=["all", "some"])
def test_gradients_are_right(name, shape, annotated):
    logits, target = made(shape)
    if name == "cldice":
        logits = logits[..., :5]
        target = target[..., :5]
    few = logits[..., :2, :2].clone().requires_grad_()

    def of_few(x):
        whole = logits.clone()
        whole[..., :2, :2] = x
        return measured(name, whole, target, annotated)

    assert torch.autograd.gradcheck(of_few, few, eps=1e-7, atol=1e-4)


@pytest.mark.parametrize("name", NAMES)
def test_a_better_answer_costs_less_and_a_step_down_the_slope_is_one(name):
    target = blocks()
    shifted = target.roll(3, dims=2)
    assert measured(name, answer(target), target) < measured(name, answer(shifted), target)
    # no two pixels alike, or the worst are a matter of chance
    logits = (answer(shifted, sure=1.0) + 0.1 * made((2, 4, 24, 24))[0]).requires_grad_()
    before = measured(name, logits, target)
    (slope,) = torch.autograd.grad(before, logits)
    assert torch.isfinite(slope).all() and slope.abs().max() > 0
    assert measured(name, logits.detach() - 0.01 * slope / slope.abs().max(), target) < before


@pytest.mark.parametrize("name", NAMES)
def test_organs_that_nobody_drew_teach_nothing(name):
    """However background and they share a place, and whatever a label map says of them, the loss is the same."""
    logits, target = made((2, 4, 9, 8))
    value = measured(name, logits, target, SOME)
    erased = torch.where(SOME.gather(1, target.flatten(1)).view_as(target), target, 0)
    assert torch.isclose(value, measured(name, logits, erased, SOME))
    swapped = logits.clone()
    swapped[0, [0, 2, 3]] = logits[0, [3, 0, 2]]
    assert torch.isclose(value, measured(name, swapped, target, SOME))
    assert not torch.isclose(value, measured(name, logits, target, ALL))
    nobody = torch.tensor([[True, False, False, False]] * 2)
    assert measured(name, logits, target, nobody).abs() < 1e-9


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("ce", "focal", "topk", "generalized_dice")])
def test_classes_weigh_as_told(name):
    logits, target = made((2, 4, 9, 8))
    ones = [torch.zeros(4).index_fill(0, torch.tensor(organ), 1.0) for organ in (1, 2)]
    if name == "dice_focal":
        ones = [ones[0], ones[0]]
    first, second = (measured(name, logits, target, weights=each) for each in ones)
    both = measured(name, logits, target, weights=0.75 * ones[0] + 0.25 * ones[1])
    assert torch.isclose(both, 0.75 * first + 0.25 * second)


@pytest.mark.parametrize("name", ["ce", "focal", "topk", "dice_focal"])
def test_pixels_weigh_as_told(name):
    logits, target = made((2, 4, 9, 8))
    heavy = torch.tensor([1.0, 5, 1, 1], dtype=torch.float64)
    assert not torch.isclose(measured(name, logits, target), measured(name, logits, target, class_weights=heavy))


def one_hot(target):
    return F.one_hot(target, 4).movedim(-1, 1).double()


MONAI = {
    "tversky": (
        {"alpha": 0.7, "beta": 0.3},
        lambda p, g: monai.losses.TverskyLoss(False, alpha=0.7, beta=0.3, smooth_nr=1, smooth_dr=1, batch=True)(p, g),
    ),
    "squared_dice": (
        {},
        lambda p, g: monai.losses.DiceLoss(False, squared_pred=True, smooth_nr=1, smooth_dr=1, batch=True)(p, g),
    ),
    "dice": ({}, lambda p, g: monai.losses.DiceLoss(False, smooth_nr=1, smooth_dr=1, batch=True)(p, g)),
    "generalized_dice": ({}, lambda p, g: monai.losses.GeneralizedDiceLoss(batch=True)(p, g)),
    # MONAI divides by classes too
    "focal": ({"gamma": 1.5}, lambda p, g: 4 * monai.losses.FocalLoss(gamma=1.5, use_softmax=True)(p.log(), g)),
    "boundary": ({}, lambda p, g: monai.losses.BoundaryLoss(include_background=False)(p, g)),
    "hausdorff": ({"power": 1.5}, lambda p, g: monai.losses.HausdorffDTLoss(1.5, include_background=False)(p, g)),
}


@pytest.mark.parametrize("shape", SHAPES, ids=["slices", "patches"])
@pytest.mark.parametrize("name", MONAI)
def test_it_is_monais(name, shape):
    settings, theirs = MONAI[name]
    logits, target = made(shape)
    expected = theirs(logits.softmax(dim=1), one_hot(target))
    assert torch.isclose(measured(name, logits, target, **settings).float(), expected.float(), rtol=1e-4)


def test_cldice_is_monais_where_there_is_one_organ():
    logits, target = made((2, 2, 12, 12))
    annotated = torch.ones(2, 2, dtype=torch.bool)
    ours = measured("cldice", logits, target, annotated, torch.tensor([0.0, 1]), iterations=2)
    p, g = logits.softmax(dim=1), F.one_hot(target, 2).movedim(-1, 1).double()
    skeleton = monai.losses.cldice.soft_skel
    a, b = skeleton(p, 2)[:, 1], skeleton(g, 2)[:, 1]
    precision = ((a * g[:, 1]).sum() + 1) / (a.sum() + 1)
    sensitivity = ((b * p[:, 1]).sum() + 1) / (b.sum() + 1)
    assert torch.isclose(ours, 1 - 2 * precision * sensitivity / (precision + sensitivity))


def test_tversky_with_halves_is_dice_and_alpha_is_against_too_much():
    target = blocks()
    logits, _ = made((2, 4, 24, 24))
    # one voxel added counts half as much in the Tversky index
    assert torch.isclose(measured("tversky", logits, target), measured("dice", logits, target), atol=0.01)
    too_much = torch.where(target.roll(2, dims=1) > 0, target.roll(2, dims=1), target)
    alphas = [measured("tversky", answer(too_much), target, alpha=a, beta=1 - a) for a in (0.2, 0.8)]
    assert alphas[0] < alphas[1]


def test_focal_tversky_is_a_root_of_tversky():
    logits, target = made((2, 4, 9, 8))
    one = torch.tensor([0.0, 1, 0, 0])
    plain = measured("tversky", logits, target, weights=one, alpha=0.3, beta=0.7)
    assert torch.isclose(measured("focal_tversky", logits, target, weights=one), plain**0.75)
    assert torch.isclose(measured("focal_tversky", logits, target, weights=one, gamma=2), plain**0.5)


def test_topk_takes_the_worst_tenth():
    logits, target = made((2, 4, 10, 10))
    values = F.cross_entropy(logits, target, reduction="none").flatten().sort(descending=True).values
    assert torch.isclose(measured("topk", logits, target), values[:20].mean())
    assert torch.isclose(measured("topk", logits, target, share=1), values.mean())


def test_dice_focal_is_the_sum():
    logits, target = made((2, 4, 9, 8))
    both = measured("dice", logits, target) + measured("focal", logits, target, gamma=3)
    assert torch.isclose(measured("dice_focal", logits, target, gamma=3), both)


def test_generalized_dice_leaves_out_what_is_not_there():
    """MONAI's would weigh an absent organ most of all."""
    logits, target = made((2, 4, 9, 8))
    target = torch.where(target == 3, 0, target)
    logits[:, 3] = -20
    without = measured("generalized_dice", logits[:, :3], target, ALL[:, :3], ORGANS[:3])
    assert torch.isclose(measured("generalized_dice", logits, target), without)


def test_a_far_error_costs_more_than_a_near_one_where_distances_count():
    target = torch.zeros(1, 32, 32, dtype=torch.int64)
    target[:, 4:10, 4:10] = 1
    near, far = target.clone(), target.clone()
    near[:, 11:13, 4:10], far[:, 28:30, 4:10] = 1, 1
    annotated, one = torch.ones(1, 4, dtype=torch.bool), torch.tensor([0.0, 1, 0, 0])
    for name in ("boundary", "hausdorff"):
        assert measured(name, answer(near), target, annotated, one) < measured(
            name, answer(far), target, annotated, one
        )
    for name in ("dice", "ce"):
        assert torch.isclose(
            measured(name, answer(near), target, annotated, one), measured(name, answer(far), target, annotated, one)
        )


def test_a_sum_weighs_its_losses_and_a_weight_grows():
    logits, target = made((2, 4, 9, 8))
    logits = logits.float()
    loss = chosen({"dice": 0.7, "ce": {"weight": 0.3}, "boundary": {"weight": 0.01, "grows": True}})
    parts = {name: measured(name, logits, target) for name in ("dice", "ce", "boundary")}
    for epoch in (1, 5):
        loss.epoch = epoch
        expected = 0.7 * parts["dice"] + 0.3 * parts["ce"] + 0.01 * epoch * parts["boundary"]
        assert torch.isclose(loss(logits, target, ALL), expected)


def test_a_name_alone_is_the_loss_with_its_defaults():
    logits, target = made((2, 4, 9, 8))
    logits = logits.float()
    for name in NAMES:
        assert chosen(name)(logits, target, ALL) == chosen({name: 1})(logits, target, ALL)
        assert chosen(name)(logits, target, ALL) == measured(name, logits, target, **alone(name).model_dump())


def test_distance_transforms_are_cheap():
    """A step's distances in a fraction of a second: with scipy's, patches would wait for them."""
    target = torch.zeros(2, 64, 96, 96, dtype=torch.int64)
    target[:, 10:40, 20:60, 20:60], target[:, 30:60, 60:90, 10:50] = 1, 2
    logits = answer(target).float()
    began = time.monotonic()
    value = measured("boundary", logits, target)
    assert time.monotonic() - began < 2 and np.isfinite(float(value))
