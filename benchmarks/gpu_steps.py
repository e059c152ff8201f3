"""How many slices a second a network learns from on a device: steps alone, and steps fed with slices held there.

Runs with PyTorch, numpy and this project's files alone, so that it fits a machine without a package index.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from segstudy.training.batch import Batch
from segstudy.training.graphed import WARM, Graphed
from segstudy.training.precision import Precision, memory_layout
from segstudy.training.resident import ResidentBatches, ResidentSlices

CLASSES, RATE = 5, 5e-4


@dataclass(frozen=True)
class Network:
    """A network and what it is shown: `module:attribute`, arguments, sides of a sample, samples of a batch."""

    name: str
    builder: str
    arguments: dict[str, Any]
    sides: tuple[int, ...]
    batch: int = 8

    def build(self) -> nn.Module:
        """With weights that depend on nothing else. Raises ImportError where a package is missing."""
        module, _, attribute = self.builder.partition(":")
        torch.manual_seed(0)
        return getattr(import_module(module), attribute)(1, CLASSES, **self.arguments)


def enet(kernels: int, factor: int, *sides: int, batch: int = 8) -> Network:
    """ENet of so many kernels."""
    arguments = {"kernels": kernels, "factor": factor}
    return Network(f"ENet K{kernels}", "segstudy.models.enet:ENet", arguments, sides, batch)


@dataclass(frozen=True)
class Way:
    """How steps are computed; the defaults are what a training on a GPU does."""

    name: str = "as trained"
    mixed: bool = True
    last: bool = True
    graph: bool = True
    compiled: str | None = None
    tuned: bool = False


class Scans:
    """A made-up scan in memory, as the package's caches show theirs: smooth noise, and bars for organs."""

    scaling = None
    planes = 1
    slope, intercept = 1 / 500, 1.0

    def __init__(self, slices: int, sides: Sequence[int], seed: int = 0):
        rng = np.random.default_rng(seed)
        self.shape = (slices, *sides)
        self.drawn = [rng.normal(-400, 300, sides).astype(np.int16) for _ in range(min(slices, 32))]
        bars = np.arange(sides[-1]) * 2 * CLASSES // sides[-1] % CLASSES
        self.classes = np.broadcast_to(bars.astype(np.uint8), sides)

    def __len__(self) -> int:
        return self.shape[0]

    def stored(self, index: int) -> np.ndarray:
        """int16 (rows, columns)."""
        return self.drawn[index % len(self.drawn)]

    def image(self, index: int) -> np.ndarray:
        """The same as the network sees it."""
        return self.stored(index).astype(np.float32) * np.float32(self.slope) + np.float32(self.intercept)

    def label(self, index: int) -> np.ndarray:
        """uint8 (rows, columns)."""
        return np.roll(self.classes, index, axis=-1)


def dataset(slices: int, sides: Sequence[int]) -> Any:
    """What `ResidentSlices` reads of a dataset of slices."""
    case = SimpleNamespace(slices=Scans(slices, sides), channels=SimpleNamespace(neighbors=0, depth=False), height=None)
    places = np.arange(slices)
    return SimpleNamespace(
        cases=[case], case_of=np.zeros_like(places), slice_of=places, annotated=np.ones((1, CLASSES), bool)
    )


class Order:
    """Shuffled batches, another order each time."""

    def __init__(self, samples: int, batch: int):
        self.samples, self.batch, self.rng = samples, batch, np.random.default_rng(0)

    def __iter__(self) -> Iterator[list[int]]:
        order = self.rng.permutation(self.samples // self.batch * self.batch).tolist()
        return iter([order[start : start + self.batch] for start in range(0, len(order), self.batch)])


@dataclass
class Steps:
    """A network that learns, one way."""

    network: Network
    way: Way
    device: torch.device
    value: Tensor = field(init=False)

    def __post_init__(self) -> None:
        layout = memory_layout(len(self.network.sides)) if self.way.last else torch.contiguous_format
        self.model = self.network.build().to(self.device, memory_format=layout).train()
        self.precision = Precision(self.device)
        self.precision.mixed = self.precision.mixed and self.way.mixed
        self.optimizer = torch.optim.Adam(self.model.parameters(), RATE, fused=True)
        self.called = torch.compile(self.model, mode=self.way.compiled) if self.way.compiled else self.model
        self.graphed = Graphed(self._work, self.device, self.model.parameters())
        self.graphed.is_on = self.graphed.is_on and self.way.graph

    def _work(self, image: Tensor, label: Tensor) -> tuple[Tensor]:
        with self.precision.autocast():
            logits = self.called(image)
        value = F.cross_entropy(logits.float(), label)
        self.precision.backward(value)
        return (value.detach(),)

    def __call__(self, batch: Batch) -> None:
        """One step."""
        image = batch.image if self.way.last else batch.image.contiguous()
        self.value = self.graphed(image, batch.label)[0]
        self.precision.step(self.optimizer)

    def same(self) -> Batch:
        """One batch on the device, as the network is shown it."""
        shape, rng = (self.network.batch, *self.network.sides), np.random.default_rng(1)
        image = torch.from_numpy(rng.normal(size=shape).astype(np.float32))[:, None]
        bars = torch.arange(shape[-1]) * CLASSES // shape[-1]
        label, numbers = bars.expand(shape).to(torch.uint8), torch.zeros(shape[0], dtype=torch.int64)
        return Batch(image, label, torch.ones((shape[0], CLASSES), dtype=torch.bool), numbers, numbers).to(self.device)


def wait(device: torch.device) -> None:
    """Until the device has done all that it was given."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def rate(step: Callable[[], Any], samples: int, device: torch.device, seconds: float) -> float:
    """Samples a second of repeated steps, of `samples` each, over about so many seconds, after a few that warm up."""
    for _ in range(WARM + 2 if device.type == "cuda" else 1):
        step()
    wait(device)
    started = time.perf_counter()
    step()
    wait(device)
    count = max(1, int(seconds / max(time.perf_counter() - started, 1e-6)))
    started = time.perf_counter()
    for _ in range(count):
        step()
    wait(device)
    return count * samples / (time.perf_counter() - started)


def step_rate(network: Network, way: Way, device: torch.device, seconds: float) -> float:
    """Samples a second of steps on one batch that is there; raises where the loss is no number."""
    steps = Steps(network, way, device)
    before, torch.backends.cudnn.benchmark = torch.backends.cudnn.benchmark, way.tuned
    try:
        batch = steps.same()
        found = rate(lambda: steps(batch), network.batch, device, seconds)
    finally:
        torch.backends.cudnn.benchmark = before
    if not torch.isfinite(steps.value):
        raise RuntimeError(f"{network.name}, {way.name}: the loss is {float(steps.value)}")
    return found


def fed_rate(network: Network, slices: int, device: torch.device, seconds: float) -> float:
    """The same of steps on shuffled slices that are held on the device, gathered and cast there."""
    steps = Steps(network, Way(), device)
    held = ResidentSlices(dataset(slices, network.sides), device)
    batches = ResidentBatches(held, Order(slices, network.batch))

    def forever() -> Iterator[Batch]:
        while True:
            yield from batches

    coming = forever()
    return rate(lambda: steps(next(coming).to(device)), network.batch, device, seconds)


def answer_rate(network: Network, device: torch.device, seconds: float) -> float:
    """Samples a second of which a network in evaluation mode says the classes: what validation takes."""
    steps = Steps(network, Way(), device)
    steps.model.eval()

    def work(image: Tensor) -> tuple[Tensor]:
        with steps.precision.autocast():
            return (steps.model(image).argmax(dim=1),)

    graphed, image = Graphed(work, device), steps.same().image
    with torch.inference_mode():
        return rate(lambda: graphed(image), network.batch, device, seconds)
