import numpy as np
import pytest
import torch

from segstudy.volumes.cache import CachedSlices, write_image_cache
from segstudy.volumes.channels import CHANNELS, Channels, sample
from segstudy.volumes.windows.slabs import probability_slabs


@pytest.fixture
def slices(tmp_path):
    """Two copies of five slices, slice i of copy c full of 10 c + i."""
    array = np.array([[[10 * copy + index] * 8] * 8 for copy in range(2) for index in range(5)], np.int16)
    write_image_cache(tmp_path / "case.image.b2nd", array, 2.0, 1.0)
    return CachedSlices(str(tmp_path / "case"))


def stored(array):
    """The stored number in each channel."""
    return ((array[:, 0, 0] - 1) / 2).tolist()


def test_without_further_channels_a_sample_is_the_slice(slices):
    assert Channels.from_plain(None).count == 1
    np.testing.assert_array_equal(sample(slices, 3), slices.image(3)[None])


def test_neighbors_run_upwards_and_the_end_repeats(slices):
    two = Channels(neighbors=2)
    assert stored(sample(slices, 4, two)) == [2, 3, 4, 10, 11]
    assert stored(sample(slices, 0, two)) == [0, 0, 0, 1, 2]


def test_depth_is_i_of_n_and_starts_anew_in_each_copy(slices):
    depth = Channels(depth=True)
    heights = [sample(slices, index, depth, height=5)[-1] for index in range(10)]
    assert [float(plane.min()) for plane in heights] == pytest.approx([0, 0.2, 0.4, 0.6, 0.8] * 2)
    assert all(np.ptp(plane) == 0 for plane in heights)
    assert float(sample(slices, 9, depth)[-1, 0, 0]) == pytest.approx(0.9)


def test_neighbors_of_a_copy_are_of_the_same_copy(slices):
    channels = sample(slices, 5, Channels(depth=True, neighbors=1), height=5)
    assert stored(channels[:-1]) == [10, 10, 11] and channels[-1].max() == 0


def test_at_prediction_a_network_gets_the_channels_that_it_remembers(slices):
    class Sums(torch.nn.Module):
        """Two classes, the second the more probable the larger the last channel."""

        def forward(self, x):
            assert x.shape[1] == 4
            return torch.stack([torch.zeros_like(x[:, 0]), 100 * (x[:, -1] - 0.45)], dim=1)

    network = Sums()
    setattr(network, CHANNELS, {"depth": True, "neighbors": 1})
    slabs = probability_slabs([network], slices, 4, torch.device("cpu"))
    above = torch.cat([slab[1] for _, slab in slabs])[:, 0, 0]
    assert (above > 0.5).tolist() == [index / 10 > 0.45 for index in range(10)]


def test_colors_stand_together_and_neighbors_have_theirs(tmp_path):
    array = np.array([[[10 * index + color] * 8] * 8 for index in range(3) for color in range(3)], np.int16)
    write_image_cache(tmp_path / "colors.image.b2nd", array, 2.0, 1.0, planes=3)
    slices = CachedSlices(str(tmp_path / "colors"))
    assert stored(sample(slices, 1, Channels(planes=3))) == [10, 11, 12]
    shown = sample(slices, 2, Channels(depth=True, neighbors=1, planes=3))
    assert stored(shown[:-1]) == [10, 11, 12, 20, 21, 22, 20, 21, 22] and shown[-1].max() == pytest.approx(2 / 3)
    assert Channels(depth=True, neighbors=1, planes=3).count == len(shown)
