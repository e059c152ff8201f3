import numpy as np
import pytest
import torch
from monai.inferers import SlidingWindowInferer

from segstudy.volumes.cache import CachedSlices, write_image_cache
from segstudy.volumes.windows.sliding import longest_axis, mirrored_mean, sliding_probabilities
from segstudy.volumes.windows.window import Window

CPU = torch.device("cpu")


@pytest.fixture(scope="module", autouse=True)
def _one_thread():
    torch.set_num_threads(1)


@pytest.fixture
def volume(tmp_path):
    def make(shape):
        image = np.random.default_rng(0).integers(-500, 500, shape).astype(np.int16)
        write_image_cache(tmp_path / "c.image.b2nd", image, 0.01, 0.5)
        return CachedSlices(str(tmp_path / "c"))

    return make


@pytest.fixture(scope="module")
def predict():
    torch.manual_seed(0)
    network = torch.nn.Conv3d(1, 3, 5, padding=2).eval()
    return lambda images: network(images).softmax(dim=1)


def stitched(predict, slices, window, batch=3, axis=0):
    result = sliding_probabilities(predict, slices, window, batch, CPU, axis)
    parts = [(which, part.clone()) for which, part in result]
    covered = [index for which, _ in parts for index in range(which.start, which.stop)]
    assert covered == list(range(slices.shape[axis]))
    return torch.cat([part for _, part in parts], dim=axis + 1)


@pytest.mark.parametrize(
    ("shape", "window"),
    [
        ((20, 24, 24), (8, 8, 8)),
        ((21, 17, 30), (8, 16, 12)),
        ((8, 16, 16), (8, 16, 16)),
        ((5, 30, 9), (8, 16, 16)),
        ((30, 5, 9), (7, 16, 16)),
    ],
)
@pytest.mark.parametrize(("overlap", "axis"), [(0.25, 0), (0.5, 0), (0.5, 1), (0.25, 2)])
def test_it_is_what_monais_inferer_gives(volume, predict, shape, window, overlap, axis):
    slices = volume(shape)
    whole = torch.from_numpy(slices.image_box((slice(None),) * 3))[None, None]
    inferer = SlidingWindowInferer(window, 2, overlap, mode="gaussian", cval=slices.background_value)
    with torch.inference_mode():
        expected = inferer(whole, predict)[0]
    result = stitched(predict, slices, Window(window, overlap), axis=axis)
    np.testing.assert_allclose(result, expected, atol=2e-6)
    np.testing.assert_allclose(result.sum(dim=0), 1, atol=1e-5)


def test_the_batch_changes_nothing(volume, predict):
    slices, window = volume((11, 20, 20)), Window((8, 8, 8))
    one = stitched(predict, slices, window, 1)
    np.testing.assert_allclose(one, stitched(predict, slices, window, 50), atol=1e-6)


def test_the_fewest_voxels_are_in_memory_along_the_longest_axis():
    assert longest_axis((120, 256, 256), Window((64, 64, 64))) == 1
    assert longest_axis((120, 256, 300), Window((16, 64, 64))) == 0


def test_mirror_images_are_turned_back(predict):
    images = torch.randn(2, 1, 6, 7, 8)
    mean = mirrored_mean(predict, images, (0, 2))
    np.testing.assert_allclose(
        mean.detach(), mirrored_mean(predict, images.flip(2), (0, 2)).flip(2).detach(), atol=1e-6
    )
    local = mirrored_mean(lambda x: x.clone(), images, (0, 1, 2))
    np.testing.assert_allclose(local, images, atol=1e-6)
