"""Every network at its full size maps a batch to logits of the same sides, without a number being computed.

PyTorch's device `meta` knows shapes and no values: what a GPU will be asked for is tried without one.
"""

import importlib.util

import pytest
import torch

from segstudy.models.build import build_model
from segstudy.models.registry import MODELS, dimensions, package_of

BATCH, CLASSES = 3, 5
SLICE, PATCH = (512, 256), (64, 96, 128)
# Of networks that see volumes of one size alone, or that need more than the default to be built.
SIDES = {"unetr": (96, 96, 96), "swinunetr": (96, 96, 96)}
ARGUMENTS = {"sam2_tuned": {"checkpoint": "random"}}


@pytest.fixture(autouse=True)
def _no_values(monkeypatch):
    """Nothing is drawn for weights that are never used: that takes seconds."""
    for name in ("trunc_normal_", "xavier_normal_", "kaiming_normal_", "normal_", "uniform_", "kaiming_uniform_"):
        monkeypatch.setattr(torch.nn.init, name, lambda tensor, *_, **__: tensor)


@pytest.mark.parametrize("name", MODELS)
def test_full_size_shapes(name):
    package = package_of(name)
    if package and importlib.util.find_spec(package) is None:
        pytest.skip(f"needs {package}")
    sides = SIDES.get(name, PATCH) if dimensions(name) == 3 else SLICE
    network = build_model(
        MODELS[name], 1, CLASSES, sides if dimensions(name) == 3 else None, **ARGUMENTS.get(name, {})
    ).to("meta")
    image = torch.empty(BATCH, 1, *sides, device="meta")
    logits = network.eval()(image)
    assert logits.shape == (BATCH, CLASSES, *sides)
    assert logits.device.type == "meta"
