import numpy as np
import pytest
import torch

from segstudy.config.patches import PatchSettings
from segstudy.training.batches import batch_loader
from segstudy.training.labelled import LabelledSlices
from segstudy.training.organ_voxels import organ_voxels
from segstudy.training.patch_dataset import PatchBatches, PatchDataset

SETTINGS = PatchSettings(size=(16, 16, 4), per_case=3, rotate_deg=10, zoom=0.1, flips=["rows"])


def epoch(dataset, number, workers=0):
    order = PatchBatches(len(dataset.cases), SETTINGS.per_case, 4, 1)
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
    labels = torch.cat([dataset.__getitems__([(1, case, number)]).label for case in range(4) for number in range(40)])
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
