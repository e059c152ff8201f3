import numpy as np
import pytest

pytest.importorskip("transformers", reason="transformers (the extra `sam2`) is missing")


@pytest.fixture
def scan():
    """Hounsfield units and class indices of two organs, the second in two pieces."""
    hu = np.random.default_rng(0).normal(0, 200, (12, 40, 48)).astype(np.int16)
    classes = np.zeros(hu.shape, np.uint8)
    classes[3:9, 8:20, 10:22] = 1
    classes[5, 6:22, 8:24] = 1
    classes[2:11, 25:32, 25:30] = 2
    classes[2:11, 25:29, 38:44] = 2
    return hu, classes
