import numpy as np
import pytest
import torch
from torch import nn

from segstudy.prediction.probabilities import predict_probabilities
from segstudy.running.errors import StudyError
from segstudy.uncertainty.passes import predict_moments
from segstudy.volumes.cache import CachedSlices, write_image_cache
from segstudy.volumes.windows.window import Window

CPU = torch.device("cpu")


@pytest.fixture
def slices(tmp_path):
    image = np.random.default_rng(0).integers(-500, 500, (9, 16, 16)).astype(np.int16)
    write_image_cache(tmp_path / "c.image.b2nd", image, 0.01, 0.5)
    return CachedSlices(str(tmp_path / "c"))


def network(seed, dimensions=2, dropout=0.0):
    torch.manual_seed(seed)
    layer = nn.Conv2d if dimensions == 2 else nn.Conv3d
    return nn.Sequential(layer(1, 8, 3, padding=1), nn.Dropout(dropout), layer(8, 3, 3, padding=1)).eval()


@pytest.mark.parametrize(("dimensions", "window"), [(2, None), (3, Window((8, 8, 8)))])
def test_an_ensemble_has_the_moments_of_its_networks(slices, dimensions, window):
    networks = [network(seed, dimensions) for seed in range(3)]
    moments = predict_moments(networks, slices, 4, CPU, window)
    single = np.stack([predict_probabilities([one], slices, 4, CPU, window=window) for one in networks])
    # windows are kept in float16 by the other
    close = {"atol": 2e-3 if window else 1e-6}
    assert moments.passes == 3
    np.testing.assert_allclose(moments.mean, single.mean(axis=0), **close)
    np.testing.assert_allclose(moments.variance, single.astype(np.float64).var(axis=0).sum(axis=0) / 2, **close)


@pytest.mark.parametrize(("dimensions", "window"), [(2, None), (3, Window((8, 8, 8)))])
def test_dropout_spreads_and_its_seed_repeats_it(slices, dimensions, window):
    one = network(0, dimensions, dropout=0.5)
    state = torch.random.get_rng_state()
    first, again, other = (predict_moments([one], slices, 4, CPU, window, passes=4, seed=seed) for seed in (7, 7, 8))
    assert torch.equal(torch.random.get_rng_state(), state)
    np.testing.assert_array_equal(first.mean, again.mean)
    np.testing.assert_array_equal(first.variance, again.variance)
    assert not np.array_equal(first.mean, other.mean)
    assert first.passes == 4
    assert (first.variance > 0).mean() > 0.99
    assert not any(layer.training for layer in one.modules())


def test_passes_of_every_network_count(slices):
    done = []
    networks = [network(seed, dropout=0.5) for seed in range(2)]
    moments = predict_moments(networks, slices, 4, CPU, passes=3, seed=0, progress=done.append)
    assert moments.passes == 6
    assert done == [1, 2, 3, 4, 5, 6]


def test_a_network_without_dropout_cannot_be_asked(slices):
    with pytest.raises(StudyError, match="no dropout"):
        predict_moments([network(0)], slices, 4, CPU, passes=2, seed=0)
