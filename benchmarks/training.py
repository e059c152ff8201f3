"""One epoch of ENet over cached slices of 256², batch 8, validation included: ours, and a plain loop on PNG slices.

    python benchmarks/training.py [--slices 2000]

A fifth of the slices validates. The plain loop is what courses teach: a DataLoader of two processes opens a picture
and makes its label map one-hot; loss, Dice of every slice and progress are taken after every batch; the validation's
label maps are written as pictures. Both start from the same weights, at the same rate, with the same loss.
"""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from ratios import print_table
from sides import Measured, main

SIZE, CLASSES, BATCH, RATE = 256, 5, 8, 5e-4
PARTS = ("training", "validation")


def make(folder: Path, asked: Any) -> None:
    """Write the same slices, of made-up chests with a scanner's noise, as caches and as pictures."""
    import cv2

    from segstudy.config.sections.phantom import PhantomSettings
    from segstudy.phantom.cohort import make_case
    from segstudy.volumes.cache import write_image_cache, write_label_cache

    case = make_case(PhantomSettings(patients=2, shape=(128, 128, 45)), 42, "Patient_01")
    rng = np.random.default_rng(0)
    held_out = asked.slices // 5
    for part, count in zip(PARTS, (asked.slices - held_out, held_out), strict=True):
        image, label = (np.empty((count, SIZE, SIZE), kind) for kind in (np.int16, np.uint8))
        for index, level in enumerate(rng.integers(case.image.array.shape[2], size=count)):
            grown = [cv2.resize(array[..., level].T, (SIZE, SIZE), interpolation=cv2.INTER_NEAREST)
                     for array in (case.image.array.astype(np.float32), case.truth.array.astype(np.uint8))]  # fmt: skip
            grey = (grown[0] + rng.normal(0, 15, grown[0].shape) + 1000) / 2000 * 255
            image[index], label[index] = np.clip(np.rint(grey), 0, 255), grown[1]
            for kind, array in (("image", image), ("label", label)):
                path = folder / part / kind / f"{index:05d}.png"
                path.parent.mkdir(parents=True, exist_ok=True)
                cv2.imwrite(str(path), array[index].astype(np.uint8))
        write_image_cache(folder / f"{part}.image.b2nd", image, 1 / 255, 0.0)
        write_label_cache(folder / f"{part}.label.b2nd", label)


def _network() -> Any:
    from segstudy.training.initialization import new_network

    return new_network("enet", 1, CLASSES, {"kernels": 8, "factor": 2}, "xavier", seed=0)


def ours(folder: Path) -> Callable[[], list[float]]:
    """This project's training, its state written to disk as always."""
    import torch

    from segstudy.config.sections.training import TrainingSettings
    from segstudy.training import loop
    from segstudy.training.feed import Feed, make_feed
    from segstudy.training.labelled import LabelledSlices
    from segstudy.volumes.cache import CachedSlices

    organs = [f"organ {label}" for label in range(1, CLASSES)]
    cases = [LabelledSlices(CachedSlices(str(folder / part)), np.ones(CLASSES, bool)) for part in PARTS]
    settings = TrainingSettings(epochs=1, batch=BATCH, learning_rate=RATE, threads=2)
    waited = [0.0]

    def watched(*arguments: Any) -> Feed:
        feed = make_feed(*arguments)
        feed.batches = _watched(feed.batches, waited)
        return feed

    loop.make_feed = watched
    network = _network()

    state = folder / f"state of {os.getpid()}"  # of this turn alone: another's would be resumed

    def work() -> list[float]:
        started = time.perf_counter()
        told = (organs, settings, 0, state, "benchmark", torch.device("cpu"))
        history = loop.fit(network, cases[:1], cases[1:], *told).history
        return [history[0].loss, history[0].validation_loss, waited[0] / (time.perf_counter() - started)]

    return work


def _watched(batches: Any, waited: list[float]) -> Iterator[Any]:
    """The batches; the seconds that were waited for them are added up."""
    iterator = iter(batches)
    while True:
        began = time.perf_counter()
        batch = next(iterator, None)
        waited[0] += time.perf_counter() - began
        if batch is None:
            return
        yield batch


def plain(folder: Path) -> Callable[[], list[float]]:
    """The plain loop."""
    import cv2
    import torch
    from torch import nn
    from torch.utils.data import DataLoader, Dataset

    class Pictures(Dataset):
        """A grey picture as float32 (1, rows, columns), and its label map one-hot (classes, rows, columns)."""

        def __init__(self, part: str):
            self.paths = sorted((folder / part / "image").iterdir())

        def __len__(self) -> int:
            return len(self.paths)

        def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor, str]:
            path = self.paths[index]
            image = cv2.imread(str(path), cv2.IMREAD_UNCHANGED).astype(np.float32) / 255
            label = cv2.imread(str(path.parents[1] / "label" / path.name), cv2.IMREAD_UNCHANGED)
            kinds = torch.from_numpy(label.astype(np.int64))[None] == torch.arange(CLASSES)[:, None, None]
            return torch.from_numpy(image)[None], kinds.to(torch.int32), path.name

    torch.set_num_threads(2)
    network = _network()
    optimizer = torch.optim.Adam(network.parameters(), lr=RATE)
    loaders = [DataLoader(Pictures(part), BATCH, shuffle=part == PARTS[0], num_workers=2) for part in PARTS]

    def work() -> list[float]:
        means = []
        for part, loader in zip(PARTS, loaders, strict=True):
            training = part == PARTS[0]
            network.train(training)
            losses, dices = [], []
            with torch.set_grad_enabled(training):
                for images, kinds, names in loader:
                    optimizer.zero_grad()
                    shares = network(images).softmax(dim=1)
                    loss = -(kinds * (shares + 1e-10).log()).sum() / kinds.sum()
                    found = nn.functional.one_hot(shares.argmax(dim=1), CLASSES).permute(0, 3, 1, 2)
                    overlap = (found & kinds).sum(dim=(2, 3))
                    dices.append((2 * overlap + 1e-8) / (found.sum(dim=(2, 3)) + kinds.sum(dim=(2, 3)) + 1e-8))
                    losses += [loss.item()] * len(images)
                    if training:
                        loss.backward()
                        optimizer.step()
                        continue
                    for one, name in zip(found.argmax(dim=1), names, strict=True):
                        cv2.imwrite(str(folder / f"predicted-{name}"), (one * 63).to(torch.uint8).numpy())
            means.append(float(np.mean(losses)))
            assert torch.cat(dices).mean().isfinite()
        return [*means, float("nan")]

    return work


SIDES = {"segstudy": ours, "plain loop on PNG": plain}


def check(answers: dict[str, Any]) -> str:
    """Both learn the same: means of an epoch's losses in orders of their own."""
    told = {side: found[:2] for side, found in answers.items()}
    first = np.array([found[0] for found in told.values()])
    assert np.ptp(first) < 0.1 * first.max(), told
    return "losses of training and validation: " + ", ".join(
        f"{side} {found[0]:.3f} and {found[1]:.3f}" for side, found in told.items()
    )


def report(measured: list[Measured]) -> None:
    """Times beside each other, and the share of ours that was spent waiting for data."""
    print_table(measured, "segstudy", {"plain loop on PNG": 1.5})
    shares = [row.answer[2] for row in measured if row.side == "segstudy"]
    print(f"\nShare of our epoch spent waiting for training data: {max(shares):.1%}; at most 3 %")


if __name__ == "__main__":
    main(__doc__, __file__, make, SIDES, check, report, {"--slices": {"type": int, "default": 2000}})
