import numpy as np
import pytest
import torch

from segstudy.prediction.probabilities import predict_probabilities
from segstudy.volumes.cache import CachedSlices, write_image_cache
from segstudy.volumes.label_map import label_map


@pytest.fixture
def slices(tmp_path):
    image = np.random.default_rng(0).integers(-500, 500, (7, 16, 16)).astype(np.int16)
    write_image_cache(tmp_path / "c.image.b2nd", image, 0.01, 0.5)
    return CachedSlices(str(tmp_path / "c"))


def network(seed):
    torch.manual_seed(seed)
    return torch.nn.Conv2d(1, 3, 3, padding=1).eval()


@pytest.mark.parametrize("batch", [1, 3, 7, 50])
def test_every_slice_is_predicted_once_whatever_the_batch(slices, batch):
    one = network(0)
    found = predict_probabilities([one], slices, batch, torch.device("cpu"))
    assert found.shape == (3, 7, 16, 16)
    for index in range(7):
        with torch.no_grad():
            expected = one(torch.from_numpy(slices.image(index))[None, None]).softmax(dim=1)[0]
        np.testing.assert_allclose(found[:, index], expected.numpy(), atol=1e-6)


def test_an_ensemble_averages_probabilities(slices):
    networks = [network(0), network(1)]
    single = [predict_probabilities([one], slices, 4, torch.device("cpu")) for one in networks]
    both = predict_probabilities(networks, slices, 4, torch.device("cpu"))
    np.testing.assert_allclose(both, (single[0] + single[1]) / 2, atol=1e-6)
    np.testing.assert_allclose(both.sum(axis=0), 1, atol=1e-5)


def test_classes_become_the_studys_integers():
    classes = np.array([[[0, 1, 2]]], np.uint8)
    np.testing.assert_array_equal(label_map(classes, [7, 3]), [[[0, 7, 3]]])
