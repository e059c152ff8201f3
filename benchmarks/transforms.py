"""Online transforms of slices, or of patches with `--patches`: ours, TorchIO's and MONAI's.

    python benchmarks/transforms.py [--samples 200] [--patches]

Each sample is turned, enlarged and blurred, gets noise and a gamma, all by a coin each; linear for images. Each side
draws its own random numbers, so the answers are compared by what survives: the share of organ pixels.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from ratios import print_table
from sides import main

SLICE, PATCH, BATCH = (256, 256), (64, 64, 64), 8
CHANCE = 0.5


def make(folder: Path, asked: Any) -> None:
    """Write samples with a ball for an organ."""
    rng = np.random.default_rng(0)
    sides = PATCH if asked.patches else SLICE
    image = rng.normal(0, 1, (asked.samples, 1, *sides)).astype(np.float32)
    away = sum((places - side / 2) ** 2 for places, side in zip(np.indices(sides), sides, strict=True))
    ball = away < (sides[-1] / 5) ** 2
    np.save(folder / "image.npy", image)
    np.save(folder / "label.npy", np.broadcast_to(ball, (asked.samples, *sides)).astype(np.uint8))


def _samples(folder: Path) -> tuple[np.ndarray, np.ndarray]:
    import torch

    torch.set_num_threads(1)
    return np.load(folder / "image.npy"), np.load(folder / "label.npy")


def ours(folder: Path) -> Callable[[], float]:
    """This project's, a batch at a time; labels by fractions."""
    import torch

    from segstudy.config.sections.transforms import Transforms
    from segstudy.transforms.augment import Augmenter

    image, label = map(torch.from_numpy, _samples(folder))
    chosen = {
        "rotate": {"p": CHANCE, "degrees": 15},
        "scale": {"p": CHANCE, "low": 0.9, "high": 1.1},
        "blur": {"p": CHANCE, "low": 0.5, "high": 1.0},
        "noise": {"p": CHANCE, "sd": 0.1},
        "gamma": {"p": CHANCE, "low": 0.7, "high": 1.5},
    }
    change = Augmenter(Transforms.model_validate(chosen), (), (0,))

    def work() -> float:
        kept = []
        for start in range(0, len(image), BATCH):
            part = slice(start, start + BATCH)
            changed = change(image[part], label[part], 1, range(start, start + len(image[part])))
            kept.append(float(changed.label.float().mean()))
        return float(np.mean(kept))

    return work


def monais(folder: Path) -> Callable[[], float]:
    """MONAI's dictionary transforms, a sample at a time; labels by the nearest pixel."""
    from monai.transforms import (
        Compose,
        RandAdjustContrastd,
        RandGaussianNoised,
        RandGaussianSmoothd,
        RandRotated,
        RandZoomd,
    )

    image, label = _samples(folder)
    both, sigma = ["image", "label"], (0.5, 1.0)
    angle = np.deg2rad(15)
    turns = {"range_x": angle} if image.ndim == 4 else {"range_z": angle}
    change = Compose(
        [
            RandRotated(both, **turns, prob=CHANCE, mode=["bilinear", "nearest"], padding_mode="zeros"),
            RandZoomd(both, prob=CHANCE, min_zoom=0.9, max_zoom=1.1, mode=["bilinear", "nearest"]),
            RandGaussianSmoothd("image", sigma_x=sigma, sigma_y=sigma, sigma_z=sigma, prob=CHANCE),
            RandGaussianNoised("image", prob=CHANCE, std=0.1),
            RandAdjustContrastd("image", prob=CHANCE, gamma=(0.7, 1.5), retain_stats=True),
        ]
    )
    change.set_random_state(0)

    def work() -> float:
        pairs = zip(image, label, strict=True)
        changed = (change({"image": one, "label": classes[None].astype(np.float32)}) for one, classes in pairs)
        return float(np.mean([float(each["label"].mean()) for each in changed]))

    return work


def torchios(folder: Path) -> Callable[[], float]:
    """TorchIO, a subject at a time; labels by the nearest voxel."""
    import torch
    import torchio

    image, label = _samples(folder)
    flat = image.ndim == 4
    turn = (0, 0, 0, 0, -15, 15) if flat else (-15, 15, 0, 0, 0, 0)
    change = torchio.Compose(
        [
            torchio.RandomAffine(scales=(1, 1, 1, 1, 1, 1), degrees=turn, p=CHANCE),
            torchio.RandomAffine(scales=0.1, degrees=0, isotropic=True, p=CHANCE),
            torchio.RandomBlur((0.5, 1.0), p=CHANCE),
            torchio.RandomNoise(std=(0, 0.1), p=CHANCE),
            torchio.RandomGamma((-0.35, 0.4), p=CHANCE),
        ]
    )

    def shaped(part: np.ndarray) -> Any:
        return torch.from_numpy(part[..., None] if flat else part)

    def work() -> float:
        kept = []
        for scan, classes in zip(image, label, strict=True):
            subject = torchio.Subject(
                image=torchio.ScalarImage(tensor=shaped(scan)), label=torchio.LabelMap(tensor=shaped(classes[None]))
            )
            kept.append(change(subject)["label"].data.float().mean().item())
        return float(np.mean(kept))

    return work


SIDES = {"segstudy": ours, "TorchIO": torchios, "MONAI": monais}


def check(answers: dict[str, Any]) -> str:
    """Moved at random by the same laws, all keep the same share of organ pixels."""
    found = list(answers.values())
    assert max(found) / min(found) < 1.05, answers
    return "share of organ pixels: " + ", ".join(f"{side} {value:.4f}" for side, value in answers.items())


if __name__ == "__main__":
    main(
        __doc__,
        __file__,
        make,
        SIDES,
        check,
        lambda measured: print_table(measured, "segstudy", {"TorchIO": 1, "MONAI": 1}),
        {"--samples": {"type": int, "default": 200}, "--patches": {"action": "store_true"}},
    )
