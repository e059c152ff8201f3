import numpy as np
import pytest
from monai.data.utils import compute_importance_map, dense_patch_slices

from segstudy.volumes.windows.window import gaussian_weights, window_starts


@pytest.mark.parametrize("size", [16, 17, 24, 40, 61])
@pytest.mark.parametrize("overlap", [0, 0.25, 0.5, 0.9])
def test_windows_lie_where_monai_lays_them(size, overlap):
    step = max(1, int(16 * (1 - overlap)))
    expected = sorted({part[0].start for part in dense_patch_slices((size,), (16,), (step,))})
    assert window_starts(size, 16, overlap) == expected


@pytest.mark.parametrize("shape", [(8, 8, 8), (16, 32, 7)])
def test_weights_are_monais(shape):
    expected = compute_importance_map(shape, "gaussian", 0.125)
    np.testing.assert_allclose(gaussian_weights(shape), expected.numpy(), rtol=1e-5)
