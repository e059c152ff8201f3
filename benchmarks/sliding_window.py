"""Time and peak memory of sliding-window prediction: this project's, and MONAI's inferer on the same volume.

    python benchmarks/sliding_window.py [slices rows columns]

Each side runs in a process of its own, from the same cached scan to class probabilities, with the same small network
and windows (64³, half overlap, Gaussian weights). What each process holds to begin with is taken off its peak.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import psutil
import torch

from segstudy.cache import CachedSlices, write_image_cache
from segstudy.prediction.probabilities import predict_probabilities
from segstudy.windows.window import Window

SHAPE, WINDOW, CLASSES = (256, 256, 256), (64, 64, 64), 5


def peak_mb() -> float:
    """The most memory this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def ours(network: torch.nn.Module, slices: CachedSlices) -> np.ndarray:
    """Probabilities by this project's windows."""
    return predict_probabilities([network], slices, 1, torch.device("cpu"), window=Window(WINDOW))


def monais(network: torch.nn.Module, slices: CachedSlices) -> np.ndarray:
    """Probabilities by MONAI's inferer."""
    from monai.inferers import SlidingWindowInferer

    volume = torch.from_numpy(slices.image_box((slice(None),) * 3))[None, None]
    inferer = SlidingWindowInferer(WINDOW, 1, 0.5, mode="gaussian")
    with torch.inference_mode():
        return inferer(volume, lambda images: network(images).softmax(dim=1))[0].numpy()


def measure(side: str, stem: str) -> None:
    """Print seconds, peak and a few probabilities of one side as JSON."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    if side == "monais":
        import monai.inferers  # noqa: F401
    network = torch.nn.Conv3d(1, CLASSES, 1).eval()
    network(torch.zeros(1, 1, *WINDOW))
    before, started = psutil.Process().memory_info().rss / 2**20, time.monotonic()
    found = {"ours": ours, "monais": monais}[side](network, CachedSlices(stem))
    seconds = time.monotonic() - started
    print(
        json.dumps({"seconds": seconds, "mb": peak_mb() - before, "some": found[:, ::40, ::50, ::50].ravel().tolist()})
    )


def main(shape: tuple[int, ...]) -> None:
    """Measure both sides and compare them."""
    with tempfile.TemporaryDirectory() as folder:
        image = np.random.default_rng(0).normal(0, 100, shape).astype(np.int16)
        write_image_cache(Path(folder) / "scan.image.b2nd", image, 0.01, 0.0)
        sides = {}
        for side in ("ours", "monais"):
            command = [sys.executable, __file__, "--measure", side, f"{folder}/scan"]
            sides[side] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    difference = np.abs(np.subtract(sides["ours"]["some"], sides["monais"]["some"])).max()
    for side, found in sides.items():
        print(f"{side:7} {found['seconds']:7.1f} s {found['mb']:8.0f} MB")
    print(f"peak {sides['ours']['mb'] / sides['monais']['mb']:.2f} of MONAI's; largest difference {difference:.1e}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(*sys.argv[2:])
    else:
        main(tuple(map(int, sys.argv[1:])) or SHAPE)
