import numpy as np
import pytest
import torch

from segstudy.config.sections.patches import PatchSettings
from segstudy.training.batches import batch_loader
from segstudy.training.labelled import LabelledSlices
from segstudy.training.organ_voxels import organ_voxels
from segstudy.training.patch_dataset import CHANCE, PatchBatches, PatchDataset

SETTINGS = PatchSettings(size=(16, 16, 4), per_case=3, rotate_deg=10, zoom=0.1, flips=["rows"])


def epoch(dataset, number, workers=0):
    order = PatchBatches(len(dataset.cases), SETTINGS, 4, 1)
    order.epoch = number
    return list(batch_loader(dataset, order, torch.device("cpu"), workers))


def same(one, other):
    return all(torch.equal(a, b) for x, y in zip(one, other, strict=True) for a, b in zip(x, y, strict=True))


def test_an_epochs_patches_depend_on_seed_and_epoch_alone(toy_cases):
    dataset = PatchDataset(toy_cases, SETTINGS, 1)
    first = epoch(dataset, 1)
    assert [len(batch.image) for batch in first] == [4, 4, 4]
    assert first[0].image.shape == (4, 1, 4, 16, 16) and first[0].label.shape == (4, 4, 16, 16)
    assert sorted(torch.cat([batch.case for batch in first]).tolist()) == sorted([*range(4)] * 3)
    epoch(dataset, 2)
    assert same(first, epoch(PatchDataset(toy_cases, SETTINGS, 1), 1))
    assert not same(first, epoch(dataset, 2))
    assert not same(first, epoch(PatchDataset(toy_cases, SETTINGS, 2), 1))


def test_processes_that_read_ahead_change_nothing(toy_cases):
    dataset = PatchDataset(toy_cases, SETTINGS, 1)
    assert same(epoch(dataset, 3), epoch(dataset, 3, workers=2))


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_patches_are_centred_on_organs_as_often_as_asked(toy_cases, share):
    settings = PatchSettings(size=(4, 4, 4), foreground=share)
    dataset = PatchDataset(toy_cases, settings, 1)
    labels = torch.cat(
        [dataset.__getitems__([(1, case, number, CHANCE)]).label for case in range(4) for number in range(40)]
    )
    centres = labels[:, 2, 2, 2]
    assert (share == 1) == bool((centres > 0).float().mean() > 0.6)
    if share == 1:  # either organ as often as the other, though the bar is larger
        assert 0.6 < (centres == 1).sum() / (centres == 2).sum() < 1.6


def test_organ_voxels_are_those_of_drawn_organs(toy_cases):
    case = toy_cases[0]
    whole = np.stack([case.slices.label(index) for index in range(len(case.slices))])
    disc, bar = organ_voxels(case, (0, 0))
    np.testing.assert_array_equal(np.argwhere(whole == 1), disc)
    np.testing.assert_array_equal(np.argwhere(whole == 2), bar)
    undrawn = LabelledSlices(case.slices, np.array([True, False, True]))
    assert len(organ_voxels(undrawn, (0, 0))) == 1


def test_the_last_patches_of_each_batch_are_on_organs_where_a_batch_is_asked_for(toy_cases):
    """As nnU-Net: of 2 one, of 4 one, of 6 two, with a share of a third."""
    settings = PatchSettings(size=(4, 4, 4), per_case=6, foreground=1 / 3, oversample="batch")
    dataset = PatchDataset(toy_cases, settings, 1)
    for batch, expected in ((2, [0, 1]), (4, [0, 0, 0, 1]), (6, [0, 0, 0, 0, 1, 1])):
        order = PatchBatches(len(dataset.cases), settings, batch, 1)
        order.epoch = 1
        assert all([key[3] for key in keys] == expected for keys in order)
    on_organs = [
        bool(dataset.__getitems__([(epoch, 0, 0, kind)]).label[0, 2, 2, 2] > 0)
        for kind in (0, 1)
        for epoch in range(60)
    ]
    assert np.mean(on_organs[60:]) > np.mean(on_organs[:60]) + 0.25


def test_other_patches_are_centered_on_background_where_asked(toy_cases):
    shares = {}
    for others in ("anywhere", "background"):
        settings = PatchSettings(size=(4, 4, 4), foreground=0, others=others)
        dataset = PatchDataset(toy_cases, settings, 1)
        labels = [
            dataset.__getitems__([(1, case, n, CHANCE)]).label[0, 2, 2, 2] for case in range(4) for n in range(60)
        ]
        shares[others] = float(np.mean([int(label) > 0 for label in labels]))
    assert shares["background"] < 0.5 * shares["anywhere"]
