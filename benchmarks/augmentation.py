"""Offline affine copies of slices with their label maps: ours, TorchIO's and MONAI's.

    python benchmarks/augmentation.py [--slices 2000]

Rotation by up to 10 degrees, scale by up to 10 %, shift by up to 10 pixels; linear for images, nearest for labels. Each
side draws its own random numbers, so the answers are compared by what survives: the share of organ pixels.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from ratios import print_table
from sides import main

SIZE = 256


def make(folder: Path, asked: Any) -> None:
    """Write a stack of slices with a disk for an organ."""
    rng = np.random.default_rng(0)
    image = np.rint(rng.normal(0, 300, (asked.slices, SIZE, SIZE))).astype(np.int16)
    rows, columns = np.ogrid[:SIZE, :SIZE]
    disk = (rows - SIZE / 2) ** 2 + (columns - SIZE / 2) ** 2 < (SIZE / 5) ** 2
    np.save(folder / "image.npy", image)
    np.save(folder / "label.npy", np.broadcast_to(disk, image.shape).astype(np.uint8))


def _stack(folder: Path) -> tuple[np.ndarray, np.ndarray]:
    return np.load(folder / "image.npy"), np.load(folder / "label.npy")


def ours(folder: Path) -> Callable[[], float]:
    """This project's offline copies."""
    from segstudy.augmentation.copies import augment_case
    from segstudy.config.sections.augmentation import AugmentationSettings

    image, label = _stack(folder)
    settings = AugmentationSettings(copies=1, rotate_deg=10, scale=0.1, translate_px=10)
    return lambda: float(augment_case(image, label, settings, 0, "case")[1].mean())


def torchios(folder: Path) -> Callable[[], float]:
    """TorchIO, each slice a subject one voxel thick."""
    import torch
    import torchio

    torch.set_num_threads(1)
    image, label = _stack(folder)
    turn = torchio.RandomAffine(
        scales=(0.9, 1.1, 0.9, 1.1, 1, 1), degrees=(0, 0, 0, 0, -10, 10), translation=(-10, 10, -10, 10, 0, 0)
    )

    def work() -> float:
        kept = []
        for scan, classes in zip(image, label, strict=True):
            subject = torchio.Subject(
                image=torchio.ScalarImage(tensor=torch.from_numpy(scan)[None, :, :, None].float()),
                label=torchio.LabelMap(tensor=torch.from_numpy(classes)[None, :, :, None]),
            )
            kept.append(turn(subject)["label"].data.float().mean().item())
        return float(np.mean(kept))

    return work


def monais(folder: Path) -> Callable[[], float]:
    """MONAI's dictionary transform."""
    import torch
    from monai.transforms import RandAffined

    torch.set_num_threads(1)
    image, label = _stack(folder)
    turn = RandAffined(
        keys=["image", "label"],
        prob=1.0,
        rotate_range=np.deg2rad(10),
        scale_range=(0.1, 0.1),
        translate_range=(10, 10),
        mode=["bilinear", "nearest"],
        padding_mode="zeros",
    )

    def work() -> float:
        kept = []
        for scan, classes in zip(image, label, strict=True):
            moved = turn({"image": scan[None].astype(np.float32), "label": classes[None].astype(np.float32)})
            kept.append(float(moved["label"].mean()))
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
        lambda measured: print_table(measured, "segstudy", {"TorchIO": 3, "MONAI": 3}),
        {"--slices": {"type": int, "default": 2000}},
    )
