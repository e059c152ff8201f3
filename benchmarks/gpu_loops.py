"""Whole epochs on a device: this project's training, and the loop that courses teach, on PNG slices in float32."""

import importlib.util
import struct
import time
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import torch
from gpu_steps import CLASSES, RATE, Network, Scans, wait
from torch import nn
from torch.utils.data import DataLoader, Dataset

PARTS = ("training", "validation")
HAS_PILLOW = importlib.util.find_spec("PIL") is not None


def write_png(path: Path, grey: np.ndarray) -> None:
    """A picture of 8 bits; by hand, because where this runs there may be no package that does."""
    rows, columns = grey.shape
    lines = b"".join(b"\0" + line.tobytes() for line in grey)

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", columns, rows, 8, 0, 0, 0, 0)
    parts = (chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(lines, 1)), chunk(b"IEND", b""))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(parts))


def read_png(path: Path) -> np.ndarray:
    """What `write_png` wrote: by Pillow where there is one, else by hand, which is quicker."""
    if HAS_PILLOW:
        from PIL import Image

        return np.array(Image.open(path))
    content = path.read_bytes()
    columns, rows = struct.unpack(">II", content[16:24])
    size = struct.unpack(">I", content[33:37])[0]
    return np.frombuffer(zlib.decompress(content[41 : 41 + size]), np.uint8).reshape(rows, columns + 1)[:, 1:]


class Pictures(Dataset):
    """A grey picture as float32 (1, rows, columns), and its label map one-hot (classes, rows, columns)."""

    def __init__(self, folder: Path, part: str):
        self.paths = sorted((folder / part / "image").iterdir())

    def __len__(self) -> int:
        return len(self.paths)

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor, str]:
        path = self.paths[index]
        image = read_png(path).astype(np.float32) / 255
        label = read_png(path.parents[1] / "label" / path.name)
        kinds = torch.from_numpy(label.astype(np.int64))[None] == torch.arange(CLASSES)[:, None, None]
        return torch.from_numpy(image)[None], kinds.to(torch.int32), path.name


def plain_rate(network: Network, folder: Path, slices: int, device: torch.device) -> float:
    """Slices a second, a fifth of them validating, of the second epoch of the plain loop.

    As in benchmarks/training.py: two processes open pictures and make label maps one-hot; loss, Dice of every slice
    and progress are taken after every batch; the validation's label maps are written as pictures.
    """
    scans = Scans(slices, network.sides)
    for part, places in zip(PARTS, (range(slices // 5, slices), range(slices // 5)), strict=True):
        for kind in ("image", "label"):
            (folder / part / kind).mkdir(parents=True)
        for place in places:
            grey = np.clip(np.rint((scans.stored(place) + 1000.0) / 2000 * 255), 0, 255).astype(np.uint8)
            write_png(folder / part / "image" / f"{place:05d}.png", grey)
            write_png(folder / part / "label" / f"{place:05d}.png", scans.label(place))
    model = network.build().to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=RATE)
    loaders = [DataLoader(Pictures(folder, part), network.batch, shuffle=part == PARTS[0], num_workers=2)
               for part in PARTS]  # fmt: skip
    seconds = 0.0
    for _ in range(2):
        started = time.perf_counter()
        for part, loader in zip(PARTS, loaders, strict=True):
            _plain_part(model, optimizer, loader, device, part == PARTS[0], folder)
        wait(device)
        seconds = time.perf_counter() - started
    return slices / seconds


def _plain_part(
    model: nn.Module, optimizer: torch.optim.Optimizer, loader: Any, device: torch.device, training: bool, folder: Path
) -> None:
    model.train(training)
    losses, dices = [], []
    with torch.set_grad_enabled(training):
        for images, kinds, names in loader:
            images, kinds = images.to(device), kinds.to(device)
            optimizer.zero_grad()
            shares = model(images).softmax(dim=1)
            loss = -(kinds * (shares + 1e-10).log()).sum() / kinds.sum()
            found = nn.functional.one_hot(shares.argmax(dim=1), CLASSES).permute(0, 3, 1, 2)
            overlap = (found & kinds).sum(dim=(2, 3))
            dices.append((2 * overlap + 1e-8) / (found.sum(dim=(2, 3)) + kinds.sum(dim=(2, 3)) + 1e-8))
            losses.append(loss.item())
            if training:
                loss.backward()
                optimizer.step()
                continue
            for one, name in zip(found.argmax(dim=1).to(torch.uint8).cpu().numpy(), names, strict=True):
                write_png(folder / f"predicted-{name}", one * 63)
    assert np.isfinite(losses).all() and bool(torch.cat(dices).isfinite().all())


def our_rate(network: Network, folder: Path, slices: int, device: torch.device) -> float:
    """The same of the third epoch of this project's training, validation and state included.

    Raises ImportError where a package that it needs is missing.
    """
    from segstudy.config.sections.training import TrainingSettings
    from segstudy.training.labelled import LabelledSlices
    from segstudy.training.loop import fit
    from segstudy.volumes.cache import CachedSlices, write_image_cache, write_label_cache

    scans, cases = Scans(slices, network.sides), []
    for part, places in zip(PARTS, (range(slices // 5, slices), range(slices // 5)), strict=True):
        stem = folder / part
        write_image_cache(f"{stem}.image.b2nd", np.stack([scans.stored(place) for place in places]), 1 / 500, 1.0)
        write_label_cache(f"{stem}.label.b2nd", np.stack([scans.label(place) for place in places]))
        cases.append(LabelledSlices(CachedSlices(str(stem)), np.ones(CLASSES, bool)))
    ends: list[float] = []

    def watch(_: Any) -> bool:
        ends.append(time.perf_counter())
        return False

    settings = TrainingSettings(epochs=4, batch=network.batch, learning_rate=RATE, threads=torch.get_num_threads())
    organs = [f"organ {label}" for label in range(1, CLASSES)]
    fit(network.build(), cases[:1], cases[1:], organs, settings, 0, folder / "state", "benchmark", device, watch)
    return slices / (ends[2] - ends[1])
