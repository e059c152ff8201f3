"""Predictions on a GPU against the processor's: of slices, windows, dropout passes, ensembles and SAM 2."""

import copy

import numpy as np
import pytest
import torch

from segstudy.models.build import build_model
from segstudy.models.registry import MODELS
from segstudy.prediction.predict import predict_labels
from segstudy.volumes.grids.network_grid import NetworkGrid
from segstudy.volumes.windows.slabs import probability_slabs
from segstudy.volumes.windows.window import Window

PROCESSOR = torch.device("cpu")
LEAST_EQUAL = 0.999


def fitted(result, name="enet", patch=None, **arguments):
    network = build_model(MODELS[name], 1, 3, patch, **arguments)
    network.load_state_dict(result.weights)
    return network.eval()


@pytest.fixture(scope="module")
def enet(trained):
    return fitted(trained, kernels=8, factor=2)


@pytest.fixture(scope="module")
def grid(cases):
    """Of a case whose network's grid is its own."""
    shape = list(cases[-1].slices.shape)
    return NetworkGrid([[0, 1], [1, 1], [2, 1]], shape[::-1], shape, [1.0] * 3, [0.0] * 3, [1.0] * 3)


def equal(networks, case, device, grid, tell, what, **options):
    found, expected = (
        predict_labels([copy.deepcopy(each) for each in networks], case.slices, grid, [1, 2], 8, where, **options)
        for where in (device, PROCESSOR)
    )
    assert len(np.unique(expected)) == 3
    share = float((found == expected).mean())
    tell(f"{what}: {share:.5%} of voxels as on the processor")
    return share


def test_slices(enet, cases, device, grid, tell):
    assert equal([enet], cases[-1], device, grid, tell, "slices") >= LEAST_EQUAL


def test_an_ensemble(enet, cases, device, grid, tell):
    other = copy.deepcopy(enet)
    with torch.no_grad():
        for weight in other.parameters():
            weight.mul_(1.02)
    assert equal([enet, other], cases[-1], device, grid, tell, "an ensemble") >= LEAST_EQUAL


@pytest.mark.parametrize("mirrored", [(), (1, 2)])
def test_windows(train, cases, device, grid, tell, mirrored):
    pytest.importorskip("monai", reason="needs MONAI")
    arguments = {"channels": [4, 8], "strides": [2]}
    patches = {"size": [16, 16, 8], "per_case": 24, "foreground": 0.7}
    network = fitted(
        train(PROCESSOR, "unet3d", arguments, epochs=1, patches=patches), "unet3d", (8, 16, 16), **arguments
    )
    window = Window((8, 16, 16), 0.5, mirrored)
    what = f"windows, mirrored over {mirrored}"
    assert equal([network], cases[-1], device, grid, tell, what, window=window) >= LEAST_EQUAL


def passes(network, case, device, seed):
    pytest.importorskip("scipy", reason="needs SciPy")
    from segstudy.uncertainty.passes import predict_moments

    moments = predict_moments([copy.deepcopy(network).to(device)], case.slices, 8, device, passes=8, seed=seed)
    return moments.mean


def test_dropout_passes(trained, cases, device):
    """Draws differ between devices; their means come near each other."""
    network = fitted(trained, kernels=8, factor=2, dropout=0.2)
    first, again, other = (passes(network, cases[-1], device, seed) for seed in (1, 1, 2))
    assert np.array_equal(first, again) or device.type == "cuda" and np.abs(first - again).max() < 1e-3
    assert np.abs(first - other).max() > 0.01
    there = passes(network, cases[-1], PROCESSOR, 1)
    assert np.abs(first - there).mean() < 0.02


def test_the_processors_random_state_is_left_alone(trained, cases, device):
    network = fitted(trained, kernels=8, factor=2, dropout=0.2)
    before = torch.get_rng_state()
    passes(network, cases[-1], device, 1)
    assert torch.equal(torch.get_rng_state(), before)


def test_sam2_with_prompts(cases, device, tell):
    pytest.importorskip("transformers", reason="needs transformers")
    pytest.importorskip("scipy", reason="needs SciPy")
    from segstudy.config.sections.sam2 import VideoSettings
    from segstudy.models.sam2_checkpoint import random_sam2
    from segstudy.sam2.video import video_classes

    slices = cases[-1].slices
    hu = np.stack([slices.stored(index) for index in range(8)])
    source = np.stack([slices.label(index) for index in range(8)])
    settings = VideoSettings(checkpoint="random", prompts=["mask"])
    found, expected = (
        video_classes(random_sam2("video").to(where), hu, source, settings, where) for where in (device, PROCESSOR)
    )
    share = float((found == expected).mean())
    tell(f"SAM 2 along a scan: {share:.4%} of voxels as on the processor")
    assert share >= 0.99  # weights are random, so that many voxels are near its threshold


def test_probabilities_come_from_the_device(enet, cases, device):
    network = copy.deepcopy(enet).to(device)
    for _, slab in probability_slabs([network], cases[-1].slices, 8, device):
        assert slab.device.type == device.type
