"""What is tested on a GPU against the processor: `make test-gpu`.

Without a GPU all of it is skipped. SEGSTUDY_TEST_DEVICE=cpu runs the same tests with the processor in its place, where
they show that the tests themselves work. They need PyTorch, NumPy and the wheels of docs/gpu.md; those that need more
say so and are skipped.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from segstudy.config.sections.training import TrainingSettings
from segstudy.models.registry import MODELS
from segstudy.training.initialization import new_network
from segstudy.training.labelled import LabelledSlices, annotated_mask
from segstudy.training.loop import FitResult, fit
from segstudy.volumes.cache import CachedSlices, write_image_cache, write_label_cache

WHERE = os.environ.get("SEGSTUDY_TEST_DEVICE", "cuda")
ORGANS = ["disc", "bar"]
PROCESSOR = torch.device("cpu")
# Neither dropout, whose draws differ between devices, nor more than a moment's work.
ENET = {"kernels": 8, "factor": 2, "dropout": 0.0, "dropout_early": 0.0}
SETTINGS = {
    "epochs": 2,
    "batch": 4,
    "loss": "dice_ce",
    "class_weights": "balanced",
    "learning_rate": 3e-3,
    "initialization": "default",
    "threads": 1,
}


@pytest.fixture(scope="session")
def device() -> torch.device:
    """The GPU, or what stands in for it."""
    if WHERE == "cuda" and not torch.cuda.is_available():
        pytest.skip("needs a GPU (SEGSTUDY_TEST_DEVICE=cpu runs this on the processor)")
    return torch.device(WHERE)


@pytest.fixture
def tell(capsys) -> Callable[[str], None]:
    """Writes a line to the terminal: what was measured, for docs/benchmarks.md."""

    def write(line: str) -> None:
        with capsys.disabled():
            sys.stdout.write(f"\n{line}")

    return write


@pytest.fixture(autouse=True)
def _exact_convolutions(monkeypatch):
    """float32 is float32: by default, cuDNN rounds factors of convolutions to 10 bits."""
    monkeypatch.setattr(torch.backends.cudnn, "allow_tf32", False)


def _scene(seed: int, slices: int, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Bright discs (1) and darker bars (2) at random places on noise: HU and class indices."""
    rng = np.random.default_rng(seed)
    rows, columns = np.indices((size, size))
    hu = rng.normal(-800, 60, (slices, size, size))
    label = np.zeros(hu.shape, np.uint8)
    for index in range(slices - 1):
        row, column = rng.uniform(8, size - 8, 2)
        label[index][np.abs(rows - rng.uniform(6, size - 6)) < 3] = 2
        label[index][(rows - row) ** 2 + (columns - column) ** 2 < 36] = 1
    hu[label == 1] += 900
    hu[label == 2] += 500
    return hu, label


def _write(stem: Path, hu: np.ndarray, label: np.ndarray) -> LabelledSlices:
    write_image_cache(f"{stem}.image.b2nd", hu.astype(np.int16), 1 / 500, 1.0)
    write_label_cache(f"{stem}.label.b2nd", label)
    return LabelledSlices(CachedSlices(str(stem)), annotated_mask(ORGANS, ORGANS))


@pytest.fixture(scope="session")
def cases(tmp_path_factory) -> list[LabelledSlices]:
    """Three to learn from and one to validate on."""
    folder = tmp_path_factory.mktemp("cases")
    return [_write(folder / f"case-{seed}", *_scene(seed, 60, 32)) for seed in range(4)]


@pytest.fixture(scope="session")
def train(cases, tmp_path_factory) -> Callable[..., FitResult]:
    """Fits ENet, or another network with its arguments, to `cases`: `train(device, name, arguments, **settings)`."""

    def run(device, name="enet", arguments=None, shown=cases, folder=None, beside=None, **changes) -> FitResult:
        settings = TrainingSettings(**{**SETTINGS, **changes})
        patch = settings.patches.shape if settings.patches else None
        given = ENET if arguments is None else arguments
        network = new_network(MODELS[name], 1, 3, given, settings.initialization, 1, patch)
        state = folder or tmp_path_factory.mktemp("state")
        parts = (shown[:-1], shown[-1:])
        return fit(network, *parts, ORGANS, settings, 1, state, "stamp", device, validate_beside=beside)

    return run


@pytest.fixture(scope="session")
def trained(train) -> FitResult:
    """ENet, fitted on the processor."""
    return train(PROCESSOR)
