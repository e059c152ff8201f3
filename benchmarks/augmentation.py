"""Augmentation of slices and of patches with their label maps, offline and online: ours, TorchIO's and MONAI's.

    python benchmarks/augmentation.py [--slices 2000]

Offline copies of slices: rotation by up to 10 degrees, scale by up to 10 %, shift by up to 10 pixels. Online transforms
of a tenth as many slices, and of a few patches of 64 voxels a side: each is turned, enlarged and blurred, gets noise
and a gamma, all by a coin each. Linear for images; labels by fractions (ours) or by the nearest (theirs). Each side
draws its own random numbers, so the answers are compared by what survives: the share of organ pixels.
"""

from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from ratios import print_table, ratios
from sides import Setup, main

COPIES, SLICES, PATCHES = "copies", "slices", "patches"
SIDE = {COPIES: (256, 256), SLICES: (256, 256), PATCHES: (64, 64, 64)}
# Of all slices that are asked for; a patch takes as long as several.
SHARE = {COPIES: 1, SLICES: 0.1, PATCHES: 0.03}
BATCH, CHANCE = 8, 0.5
# Of fewer samples the shares that survive differ by chance.
LEAST = 48
# Patches that a network learns from, with all transforms on.
STEPS = 24
# How many times as long as ours theirs should take, at least.
WANTED = {COPIES: 3, SLICES: 1, PATCHES: 1}


def make(folder: Path, asked: Any) -> None:
    """Write samples in Hounsfield units, in whole numbers, with a ball for an organ."""
    rng = np.random.default_rng(0)
    for work, sides in SIDE.items():
        count = max(LEAST, round(asked.slices * SHARE[work]))
        image = np.rint(rng.normal(0, 300, (count, *sides))).astype(np.int16)
        away = sum((places - side / 2) ** 2 for places, side in zip(np.indices(sides), sides, strict=True))
        np.save(folder / f"{work}-image.npy", image)
        np.save(
            folder / f"{work}-label.npy", np.broadcast_to(away < (sides[-1] / 5) ** 2, image.shape).astype(np.uint8)
        )


def _samples(folder: Path, work: str) -> tuple[np.ndarray, np.ndarray]:
    import torch

    torch.set_num_threads(1)
    return np.load(folder / f"{work}-image.npy"), np.load(folder / f"{work}-label.npy")


def ours_offline(folder: Path) -> Callable[[], float]:
    """This project's copies."""
    from segstudy.augmentation.copies import augment_case
    from segstudy.config.sections.augmentation import AugmentationSettings

    image, label = _samples(folder, COPIES)
    settings = AugmentationSettings(copies=1, rotate_deg=10, scale=0.1, translate_px=10)
    return lambda: float(augment_case(image, label, settings, 0, "case")[1].mean())


def ours_online(work: str) -> Setup:
    """This project's transforms, a batch at a time."""

    def setup(folder: Path) -> Callable[[], float]:
        import torch

        from segstudy.config.sections.transforms import Transforms
        from segstudy.transforms.augment import Augmenter

        image, label = map(torch.from_numpy, _samples(folder, work))
        chosen = {
            "rotate": {"p": CHANCE, "degrees": 15},
            "scale": {"p": CHANCE, "low": 0.9, "high": 1.1},
            "blur": {"p": CHANCE, "low": 0.5, "high": 1.0},
            "noise": {"p": CHANCE, "sd": 0.1},
            "gamma": {"p": CHANCE, "low": 0.7, "high": 1.5},
        }
        change = Augmenter(Transforms.model_validate(chosen), (), (0,))

        def work_on_all() -> float:
            kept = 0.0
            for start in range(0, len(image), BATCH):
                part = slice(start, start + BATCH)
                scans, classes = image[part, None].float(), label[part]
                changed = change(scans, classes, 1, range(start, start + len(scans)))
                kept += float(changed.label.float().mean()) * len(scans)
            return kept / len(image)

        return work_on_all

    return setup


def monais(work: str) -> Setup:
    """MONAI's dictionary transforms, a sample at a time."""

    def setup(folder: Path) -> Callable[[], float]:
        from monai.transforms import (
            Compose,
            RandAdjustContrastd,
            RandAffined,
            RandGaussianNoised,
            RandGaussianSmoothd,
            RandRotated,
            RandZoomd,
        )

        image, label = _samples(folder, work)
        both, modes, sigma = ["image", "label"], ["bilinear", "nearest"], (0.5, 1.0)
        if work == COPIES:
            scale, shift = (0.1, 0.1), (10, 10)
            moved = {"rotate_range": np.deg2rad(10), "scale_range": scale, "translate_range": shift}
            change = RandAffined(both, prob=1.0, **moved, mode=modes, padding_mode="zeros")
        else:
            # the plane of slices: its one axis for slices, the first of three for patches
            turns = {"range_x": np.deg2rad(15)}
            change = Compose(
                [
                    RandRotated(both, **turns, prob=CHANCE, mode=modes, padding_mode="zeros"),
                    RandZoomd(both, prob=CHANCE, min_zoom=0.9, max_zoom=1.1, mode=modes, padding_mode="constant"),
                    RandGaussianSmoothd("image", sigma_x=sigma, sigma_y=sigma, sigma_z=sigma, prob=CHANCE),
                    RandGaussianNoised("image", prob=CHANCE, std=30),
                    RandAdjustContrastd("image", prob=CHANCE, gamma=(0.7, 1.5), retain_stats=True),
                ]
            )
        change.set_random_state(0)

        def work_on_all() -> float:
            kept = []
            for scan, classes in zip(image, label, strict=True):
                sample = {"image": scan[None].astype(np.float32), "label": classes[None].astype(np.float32)}
                kept.append(float(change(sample)["label"].mean()))
            return float(np.mean(kept))

        return work_on_all

    return setup


def torchios(work: str) -> Setup:
    """TorchIO, a subject at a time; a slice is one voxel thick."""

    def setup(folder: Path) -> Callable[[], float]:
        import torch
        import torchio

        torch.manual_seed(0)
        image, label = _samples(folder, work)
        if work == COPIES:
            change = torchio.RandomAffine(
                scales=(0.9, 1.1, 0.9, 1.1, 1, 1), degrees=(0, 0, 0, 0, -10, 10), translation=(-10, 10, -10, 10, 0, 0)
            )
        else:
            turn = (-15, 15, 0, 0, 0, 0) if work == PATCHES else (0, 0, 0, 0, -15, 15)
            change = torchio.Compose(
                [
                    torchio.RandomAffine(scales=(1, 1, 1, 1, 1, 1), degrees=turn, p=CHANCE),
                    torchio.RandomAffine(scales=0.1, degrees=0, isotropic=True, p=CHANCE),
                    torchio.RandomBlur((0.5, 1.0), p=CHANCE),
                    torchio.RandomNoise(std=(0, 30), p=CHANCE),
                    torchio.RandomGamma((-0.35, 0.4), p=CHANCE),
                ]
            )

        def shaped(part: np.ndarray) -> Any:
            return torch.from_numpy(part if part.ndim == 3 else part[..., None])[None]

        def work_on_all() -> float:
            kept = []
            for scan, classes in zip(image, label, strict=True):
                subject = torchio.Subject(
                    image=torchio.ScalarImage(tensor=shaped(scan).float()),
                    label=torchio.LabelMap(tensor=shaped(classes)),
                )
                kept.append(change(subject)["label"].data.float().mean().item())
            return float(np.mean(kept))

        return work_on_all

    return setup


def everything(folder: Path) -> Callable[[], float]:
    """All transforms that there are, each with its own default, on batches of two patches."""
    import torch

    from segstudy.config.sections.transforms import Transforms
    from segstudy.transforms.augment import Augmenter

    image, label = (torch.from_numpy(each[:STEPS]) for each in _samples(folder, PATCHES))
    change = Augmenter(Transforms.model_validate({name: {} for name in Transforms.model_fields}), (0, 1, 2), (0,))

    def work() -> float:
        for start in range(0, STEPS, 2):
            change(image[start : start + 2, None].float(), label[start : start + 2], 1, (start, start + 1))
        return 0.0

    return work


def steps(folder: Path) -> Callable[[], float]:
    """Steps of the 3D U-Net on as many patches, two at a time."""
    import torch

    from segstudy.config.sections.training import TrainingSettings
    from segstudy.models.registry import builder_of
    from segstudy.training.initialization import new_network
    from segstudy.training.optimizer import make_optimizer
    from segstudy.training.precision import memory_layout
    from segstudy.training.segmentation_loss import segmentation_loss

    image, label = (torch.from_numpy(each[:STEPS]) for each in _samples(folder, PATCHES))
    settings = TrainingSettings(loss="dice_ce")
    network = new_network(builder_of("unet3d"), 1, 2, {}, "default", 1, SIDE[PATCHES])
    network.to(memory_format=memory_layout(3))
    loss, optimizer = segmentation_loss(settings, [], ["ball"], torch.device("cpu")), make_optimizer(network, settings)
    drawn = torch.ones(2, 2, dtype=torch.bool)

    def work() -> float:
        for start in range(0, STEPS, 2):
            shown = (image[start : start + 2, None].float() / 300).contiguous(memory_format=memory_layout(3))
            loss(network(shown), label[start : start + 2].long(), drawn).backward()
            optimizer.step()
            optimizer.zero_grad()
        return 0.0

    return work


SIDES: dict[str, Setup] = {"all transforms": everything, "steps": steps}
for _work in SIDE:
    SIDES[f"segstudy, {_work}"] = ours_offline if _work == COPIES else ours_online(_work)
    SIDES[f"TorchIO, {_work}"], SIDES[f"MONAI, {_work}"] = torchios(_work), monais(_work)


def _of(names: Any, work: str) -> list[str]:
    return [name for name in names if name.endswith(f", {work}")]


def check(answers: dict[str, Any]) -> str:
    """Moved at random by the same laws, all keep the same share of organ pixels, but for the few draws of patches."""
    told = []
    for work in SIDE:
        found = {name: answers[name] for name in _of(answers, work)}
        if found:
            assert max(found.values()) / min(found.values()) < (1.15 if work == PATCHES else 1.05), answers
            told.append(", ".join(f"{side} {value:.4f}" for side, value in found.items()))
    return "share of organ pixels: " + "; ".join(told)


def report(measured: list[Any]) -> None:
    """Each work beside itself."""
    for work in SIDE:
        rows = [row for row in measured if row.side in _of(SIDES, work)]
        wanted = {f"{peer}, {work}": float(WANTED[work]) for peer in ("TorchIO", "MONAI")}
        if rows:
            print_table(rows, f"segstudy, {work}", wanted)
    waited = [each / (1 + each) for each in ratios(measured, "all transforms", "steps")]
    if waited:
        told = f"{100 * median(waited):.0f} % ({100 * min(waited):.0f} to {100 * max(waited):.0f})"
        print(f"\nShare of a 3D U-Net's training that goes into all transforms at once: {told}; at most 10 %")


if __name__ == "__main__":
    main(__doc__, __file__, make, SIDES, check, report, {"--slices": {"type": int, "default": 2000}})
