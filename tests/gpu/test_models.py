"""Every network's answer and gradients against the processor's in float32."""

import copy
import importlib.util

import pytest
import torch

from segstudy.models.build import build_model
from segstudy.models.registry import MODELS, dimensions, package_of

# Small, and without what is drawn.
ARGUMENTS = {
    "enet": {"kernels": 8, "factor": 2},
    "customnet": {"filters": 8, "bottleneck": 32},
    "attention_unet": {"channels": [4, 8, 8]},
    "vmunet": {"width": 8, "drop_path": 0.0},
    "smp_unet": {"encoder": "resnet18"},
    "smp_unetplusplus": {"encoder": "resnet18"},
    "smp_deeplabv3plus": {"encoder": "resnet18"},
    "sam2_tuned": {"checkpoint": "random"},
    "joined_crop": {"size": 32, "pretraining": 0, "filters": 8, "bottleneck": 32},
    "end_to_end_crop": {"size": 32, "part": {MODELS["customnet"]: {"filters": 8, "bottleneck": 32}}},
    "hourglass": {"features": 16, "depth": 2},
    "center_regression": {"filters": 8, "levels": 2},
    "unet3d": {"channels": [4, 8, 8], "strides": [2, 2]},
    "vnet": {"features": 4},
    "unetr": {"features": 4, "hidden": 12, "mlp": 12, "heads": 3},
    "segresnet": {"filters": 8, "blocks_down": [1, 1], "blocks_up": [1]},
    "swinunetr": {"features": 12, "heads": [1, 1, 1, 1], "window": 2},
    "dynunet": {"filters": [4, 4, 8]},
    "mednext": {"filters": 4, "blocks_down": [1, 1], "blocks_bottleneck": 1, "blocks_up": [1, 1]},
}
FIND_CENTERS = ("hourglass", "center_regression")  # by OpenCV
# Networks whose answer hangs on a box: one a pixel larger, by rounding, is another crop.
CROP = ("joined_crop", "end_to_end_crop")
# Of networks for volumes.
SIDES = {"swinunetr": (64, 64, 64)}
# How far apart answers, and all gradients together, may lie in float32, as a share of their norm: sums of thousands of
# products in another order, with batch normalization over a few values between.
APART = (1e-3, 1e-2)
# bfloat16 has 8 bits, and how much of a gradient that leaves is the network's own: the GPU may be so much farther from
# float32 as the processor is in bfloat16, and a little.
FARTHER, BESIDE = 2.0, 0.02
# The processor's convolutions of VNet in bfloat16 answer otherwise each time, or NaN; this is what it mostly is.
OWN = {"vnet": (0.01, 0.6)}


def test_every_network_is_tried():
    assert set(ARGUMENTS) == set(MODELS)


def answer(network, device, dtype, image, weights):
    """Logits, or whatever a network gives in training, and its gradients, on the processor in float32."""
    network = copy.deepcopy(network).to(device).train()
    with torch.autocast(device.type, dtype=torch.bfloat16, enabled=dtype == torch.bfloat16):
        logits = network(image.to(device))
    (logits.float() * weights(logits.shape).to(device)).sum().backward()
    gradients = [weight.grad.flatten() for weight in network.parameters() if weight.grad is not None]
    return logits.detach().float().cpu(), torch.cat(gradients).float().cpu()


def share(found, expected):
    return float((found - expected).norm() / expected.norm())


@pytest.mark.parametrize("name", MODELS)
def test_it_answers_and_learns_as_on_the_processor(name, device, tell):
    needs = [package_of(name), "monai" if dimensions(name) == 3 else None, "cv2" if name in FIND_CENTERS else None]
    if missing := [package for package in needs if package and importlib.util.find_spec(package) is None]:
        pytest.skip(f"needs {missing[0]}")
    torch.manual_seed(0)
    patch = SIDES.get(name, (32, 32, 32)) if dimensions(name) == 3 else None
    network = build_model(MODELS[name], 1, 3, patch, **ARGUMENTS[name])
    for module in network.modules():
        if "Dropout" in type(module).__name__:
            module.p = 0.0
    image = torch.randn(2, 1, *(patch or (64, 64)))

    def weights(shape):
        return torch.randn(shape, generator=torch.Generator().manual_seed(1))

    def apart(where, dtype):
        found = answer(network, where, dtype, image, weights)
        return [share(ours, theirs) for ours, theirs in zip(found, expected, strict=True)]

    processor = torch.device("cpu")
    expected = answer(network, processor, torch.float32, image, weights)
    exact = apart(device, torch.float32)
    tell(f"{name}: answers {exact[0]:.1e} and gradients {exact[1]:.1e} apart in float32")
    assert all(each <= limit for each, limit in zip(exact, APART, strict=True)), exact
    if name in CROP or (device == processor and name in OWN):
        return
    rounded, own = apart(device, torch.bfloat16), OWN.get(name) or apart(processor, torch.bfloat16)
    tell(f"  in bfloat16 {rounded[0]:.1e} and {rounded[1]:.1e}; the processor {own[0]:.1e} and {own[1]:.1e}")
    assert all(each <= FARTHER * there + BESIDE for each, there in zip(rounded, own, strict=True)), (rounded, own)
