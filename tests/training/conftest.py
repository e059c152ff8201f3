from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from segstudy.training.labelled import LabelledSlices, annotated_mask
from segstudy.volumes.cache import CachedSlices, write_image_cache, write_label_cache

ORGANS = ["disc", "bar"]


@pytest.fixture(autouse=True, scope="session")
def _one_thread():
    torch.set_num_threads(1)  # threads of several test processes wait for each other


def _write_toy(stem: Path, seed: int, slices: int = 6, size: int = 32) -> CachedSlices:
    """A case with a bright disc (1) and a darker bar (2) at random places on noise; the last slice is empty."""
    rng = np.random.default_rng(seed)
    rows, columns = np.indices((size, size))
    image = rng.normal(-800, 60, (slices, size, size))
    label = np.zeros(image.shape, np.uint8)
    for index in range(slices - 1):
        row, column = rng.uniform(8, size - 8, 2)
        label[index][np.abs(rows - rng.uniform(6, size - 6)) < 3] = 2
        label[index][(rows - row) ** 2 + (columns - column) ** 2 < 36] = 1
    image[label == 1] += 900
    image[label == 2] += 500
    write_image_cache(f"{stem}.image.b2nd", image.astype(np.int16), 1 / 500, 1.0)
    write_label_cache(f"{stem}.label.b2nd", label)
    return CachedSlices(str(stem))


@pytest.fixture(scope="session")
def write_toy() -> Callable[..., CachedSlices]:
    """Writes a case: see `_write_toy`."""
    return _write_toy


@pytest.fixture(scope="session")
def toy_caches(tmp_path_factory) -> list[CachedSlices]:
    folder = tmp_path_factory.mktemp("toy")
    return [_write_toy(folder / f"case-{number}", number) for number in range(4)]


@pytest.fixture
def toy_cases(toy_caches) -> list[LabelledSlices]:
    return [LabelledSlices(cache, annotated_mask(ORGANS, ORGANS)) for cache in toy_caches]
