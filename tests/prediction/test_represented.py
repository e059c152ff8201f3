import numpy as np
import pytest
import torch

from segstudy.prediction.represented import (
    applied_representation,
    classes_on_grid,
    predict_represented,
    predict_represented_labels,
)
from segstudy.representations.build import make_representation
from segstudy.representations.registry import REPRESENTATIONS
from segstudy.volumes.cache import CachedSlices, write_image_cache
from segstudy.volumes.grids.network_grid import NetworkGrid

CPU = torch.device("cpu")
SHAPE = (20, 64, 64)
GRID = NetworkGrid([[0, 1], [1, 1], [2, 1]], [64, 64, 20], list(SHAPE), [1.0] * 3, [0.0] * 3, [1.0] * 3)


class Levels(torch.nn.Module):
    """Class 1 at 1, class 2 at 2, background at 0."""

    def forward(self, x):
        return -((x - torch.arange(3.0)[None, :, None, None]) ** 2) * 50


@pytest.fixture
def case(tmp_path):
    """Two discs and a bar, in all but the last slices: (slices of the image, classes)."""
    rows, columns = np.indices(SHAPE[1:])
    classes = np.zeros(SHAPE, np.uint8)
    classes[:17, (rows - 20) ** 2 + (columns - 18) ** 2 < 81] = 1
    classes[:17, (rows - 45) ** 2 + (columns - 45) ** 2 < 64] = 1
    classes[:17, 20:30, 40:56] = 2
    write_image_cache(tmp_path / "case.image.b2nd", classes.astype(np.int16), 1, 0)
    return CachedSlices(str(tmp_path / "case")), classes


def made(spec):
    return make_representation(REPRESENTATIONS[spec["kind"]], spec)


def dice(one, other):
    return 2 * (one & other).sum() / (one.sum() + other.sum())


@pytest.mark.parametrize("told", [{"kind": "polar", "size": 256}, {"kind": "crop", "size": 64}])
def test_a_network_that_sees_perfectly_finds_every_organ_in_cartesian_space(case, told):
    slices, classes = case
    found = predict_represented([Levels()], slices, classes, made(told), 3, 4, CPU)
    assert found.shape == (3, *SHAPE) and np.allclose(found.sum(axis=0), 1, atol=1e-4)
    for organ in (1, 2):
        assert dice(found.argmax(axis=0) == organ, classes == organ) > 0.97
    assert not found.argmax(axis=0)[17:].any()


def test_nothing_is_predicted_where_the_source_has_nothing(case):
    slices, classes = case
    found = predict_represented([Levels()], slices, np.zeros_like(classes), made({"kind": "polar"}), 3, 4, CPU)
    assert not found.argmax(axis=0).any() and (found[0] == 1).all()


def test_slices_together_are_as_slices_alone(case):
    slices, classes = case
    told = {"kind": "crop", "size": 32}
    together = predict_represented([Levels()], slices, classes, made(told), 3, 16, CPU)
    assert np.array_equal(together, predict_represented([Levels()], slices, classes, made(told), 3, 1, CPU))
    only = np.zeros_like(classes)
    only[3] = classes[3]
    alone = predict_represented([Levels()], slices, only, made(told), 3, 16, CPU)
    assert np.array_equal(alone[:, 3], together[:, 3]) and not alone.argmax(axis=0)[4].any()


def test_label_maps_come_back_in_the_cases_own_grid_and_integers(case):
    slices, classes = case
    labels = np.array([0, 4, 2], np.uint8)[classes].transpose(2, 1, 0).astype(np.int16)
    labels[0, 0, 0] = 9  # no organ of the study
    assert np.array_equal(classes_on_grid(labels, GRID, [4, 2]), classes)
    told = {"kind": "crop", "size": 64}
    found = predict_represented_labels([Levels()], slices, GRID, labels, made(told), [4, 2], 4, CPU)
    assert found.dtype == np.uint8 and found.shape == labels.shape
    assert dice(found == 4, labels == 4) > 0.97 and dice(found == 2, labels == 2) > 0.97


def test_several_networks_are_averaged(case):
    class Nothing(torch.nn.Module):
        def forward(self, x):
            return torch.tensor([50.0, 0, 0])[None, :, None, None].expand(len(x), 3, *x.shape[2:])

    slices, classes = case
    both = predict_represented(
        [Levels(), Nothing(), Nothing()], slices, classes, made({"kind": "crop", "size": 64}), 3, 4, CPU
    )
    assert not both.argmax(axis=0).any() and 0.3 < both[1].max() < 0.34


def test_where_folds_tuned_their_own_threshold_its_mean_is_applied():
    models = [{"representation": {"kind": "polar", "high": high}} for high in (0.25, 0.5, 0.75, 1.0)]
    assert applied_representation(models) == {"kind": "polar", "high": 0.625}


def test_a_network_is_shown_the_channels_that_it_learned_with(case):
    class Middle(Levels):
        input_channels = {"depth": True, "neighbors": 1}

        def forward(self, x):
            assert x.shape[1] == 4 and (x[:, 3] == x[:, 3, :1, :1]).all() and (x[:, 3] < 1).all()
            return super().forward(x[:, 1:2])

    slices, classes = case
    told = made({"kind": "crop", "size": 64})
    found = predict_represented([Middle()], slices, classes, told, 3, 4, CPU)
    np.testing.assert_array_equal(found, predict_represented([Levels()], slices, classes, told, 3, 4, CPU))
