import numpy as np
import pytest
import torch

from segstudy.prediction.ensemble import in_own_grid, mean_labels, on_network_grid
from segstudy.prediction.predict import predict_labels
from segstudy.volumes.cache import CachedSlices, write_image_cache
from segstudy.volumes.grids.network_grid import NetworkGrid

NATIVE = (10, 12, 8)
ORGANS = [3, 7]


def probabilities(shape, seed):
    weights = np.exp(np.random.default_rng(seed).normal(0, 2, (3, *shape)))
    return (weights / weights.sum(axis=0)).astype(np.float32)


def grid(shape, scale, order=((0, 1), (1, 1), (2, 1))):
    offset = [(s - 1) / 2 for s in scale]
    return NetworkGrid([list(turn) for turn in order], list(NATIVE), list(shape), list(scale), offset, [1.0] * 3)


def test_the_mean_of_probabilities_decides_and_not_that_of_labels():
    # two members are a little for 1, one is very much for 2: labels would say 1
    members = [np.array([0.1, 0.5, 0.4]), np.array([0.1, 0.5, 0.4]), np.array([0.0, 0.05, 0.95])]
    found = mean_labels([in_own_grid(one.reshape(3, 1, 1, 1)) for one in members], ORGANS)
    assert found.item() == 7


def test_what_a_member_does_not_see_is_background_to_it():
    part = grid((4, 12, 10), (1, 1, 1))
    member = on_network_grid(np.full((3, 4, 12, 10), 1 / 3, np.float32), part)
    background, organ = member(0), member(1)
    np.testing.assert_allclose(background[..., :4], 1 / 3, atol=1e-6)
    assert (background[..., 4:] == 1).all()
    assert (organ[..., 4:] == 0).all()


def test_members_are_averaged_in_the_cases_own_grid():
    fine, coarse = grid(NATIVE[::-1], (1, 1, 1)), grid((4, 6, 5), (2, 2, 2), order=((0, -1), (1, 1), (2, 1)))
    own, low = probabilities(NATIVE[::-1], 0), probabilities((4, 6, 5), 1)
    found = mean_labels([on_network_grid(own, fine), on_network_grid(low, coarse)], ORGANS)
    both = [
        [each.restore_values(one[index], float(index == 0)) for index in range(3)]
        for each, one in ((fine, own), (coarse, low))
    ]
    expected = np.array([0, *ORGANS], np.uint8)[np.mean(both, axis=0).argmax(axis=0)]
    assert found.shape == NATIVE
    assert found.dtype == np.uint8
    np.testing.assert_array_equal(found, expected)
    assert (found != np.array([0, *ORGANS], np.uint8)[np.array(both[0]).argmax(axis=0)]).any()


def test_an_ensemble_of_one_says_what_its_member_says(tmp_path):
    image = np.random.default_rng(0).integers(-500, 500, (4, 6, 5)).astype(np.int16)
    write_image_cache(tmp_path / "c.image.b2nd", image, 0.01, 0.5)
    slices, coarse = CachedSlices(str(tmp_path / "c")), grid((4, 6, 5), (2, 2, 2))
    torch.manual_seed(0)
    network = torch.nn.Conv2d(1, 3, 3, padding=1).eval()
    alone = predict_labels([network], slices, coarse, ORGANS, 2, torch.device("cpu"))
    from segstudy.prediction.probabilities import predict_probabilities

    said = predict_probabilities([network], slices, 2, torch.device("cpu"))
    np.testing.assert_array_equal(mean_labels([on_network_grid(said, coarse)] * 2, ORGANS), alone)


def test_ties_go_to_the_lower_class():
    even = np.full((3, 1, 1, 1), 1 / 3)
    assert mean_labels([in_own_grid(even)], ORGANS).item() == 0
    assert mean_labels([in_own_grid(np.array([0.2, 0.4, 0.4]).reshape(3, 1, 1, 1))], ORGANS).item() == pytest.approx(3)
