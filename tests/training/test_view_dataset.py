from dataclasses import replace

import numpy as np
import pytest

from segstudy.representations.build import make_representation
from segstudy.representations.registry import REPRESENTATIONS
from segstudy.training.view_dataset import ShuffledViews, ViewDataset
from segstudy.volumes.channels import Channels

KINDS = {"polar": {"kind": "polar", "size": 16}, "crop": {"kind": "crop", "size": 24, "noise_px": 2}}


@pytest.mark.parametrize("kind", KINDS)
def test_a_view_follows_from_its_name_alone(toy_cases, kind):
    dataset = ViewDataset(toy_cases, make_representation(REPRESENTATIONS[kind], KINDS[kind]), seed=3)
    # the last slice of the first case is empty, and its objects come before those of the others
    last = len(dataset) - 2
    batch = dataset.__getitems__([(1, 0), (1, last), (2, last)])
    size = KINDS[kind]["size"]
    assert batch.image.shape == (3, 1, size, size) and batch.label.shape == (3, size, size)
    assert batch.case.tolist() == [0, 3, 3]
    again = ViewDataset(toy_cases, make_representation(REPRESENTATIONS[kind], KINDS[kind]), seed=3)
    again.reopen()
    assert np.array_equal(again.__getitems__([(1, last)]).image[0], batch.image[1])
    # with other noise in another epoch or with another seed
    shown = {again.__getitems__([(epoch, last)]).image.numpy().tobytes() for epoch in range(8)}
    assert len(shown) > 1
    assert set(np.unique(batch.label)) <= {0, 1, 2}


def test_every_object_is_a_sample_and_empty_slices_are_shown_whole(toy_cases):
    told = {"kind": "crop", "size": 32, "noise_px": 0, "padding": 0}
    representation = make_representation(REPRESENTATIONS["crop"], told)
    dataset = ViewDataset(toy_cases[:2], representation, seed=0)
    objects = [representation.parameters(case.slices.label(index)) for case in toy_cases[:2] for index in range(6)]
    assert [len(each) for each in objects].count(0) == 2 and max(map(len, objects)) > 1
    assert len(dataset) == sum(max(len(each), 1) for each in objects) and dataset.slices == 12
    place = 0
    for index, here in enumerate(objects[:6]):
        slices = toy_cases[0].slices
        for each in here:
            shown = dataset.__getitems__([(3, place)])
            assert np.array_equal(shown.label[0], representation.label(slices.label(index), each))
            place += 1
    whole = dataset.__getitems__([(0, place)])
    assert np.array_equal(whole.image[0, 0], toy_cases[0].slices.image(5))
    # slices without an organ are no samples where they are not asked for
    assert len(ViewDataset(toy_cases[:2], representation, 0, "with_organ")) == len(dataset) - 2


@pytest.mark.parametrize("kind", KINDS)
def test_neighbors_and_depth_are_seen_under_the_slices_own_transform(toy_cases, kind):
    representation = make_representation(REPRESENTATIONS[kind], KINDS[kind])
    channels = Channels(depth=True, neighbors=1)
    cases = [replace(case, channels=channels) for case in toy_cases]
    plain, shown = (ViewDataset(each, representation, seed=3) for each in (toy_cases, cases))
    slices = toy_cases[0].slices
    objects = [(index, view) for index in range(5) for view in representation.parameters(slices.label(index))]
    # not of the first slice and not of the last, which have one neighbor
    keys = [(1, place) for place, (index, _) in enumerate(objects) if index in (2, 3)]
    alone, image = plain.__getitems__(keys), shown.__getitems__(keys)
    assert image.image.shape[1] == 4
    np.testing.assert_array_equal(image.image[:, 1], alone.image[:, 0])
    np.testing.assert_array_equal(image.label, alone.label)
    for place, (epoch, number) in enumerate(keys):
        index, still = objects[number]
        view = representation.noisy(still, (32, 32), np.random.default_rng([3, epoch, number]))
        for channel, neighbor in ((0, index - 1), (2, index + 1)):
            seen = representation.image(slices.image(neighbor), view, slices.background_value)
            np.testing.assert_array_equal(image.image[place, channel], seen)
        # outside the slice too: a depth that ends at its edge would show where the edge is
        np.testing.assert_allclose(image.image[place, 3], index / 6, atol=1e-6)


def test_batches_name_views_of_their_epoch():
    order = ShuffledViews(10, 4, seed=1)
    order.epoch = 3
    names = [name for batch in order for name in batch]
    assert sorted(names) == [(3, index) for index in range(10)]
    order.epoch = 4
    assert [index for batch in order for _, index in batch] != [index for _, index in names]
