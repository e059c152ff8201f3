"""Slices that lie on the network's device as their caches hold them: no process unpacks, casts and sends them.

A small network learns from more slices a second than processes bring: ENet, on a large GPU, from thousands. As stored,
three bytes a pixel with the label map, a fold is small beside a GPU's memory: 7,390 slices of 256² take 1.5 GB.
"""

import logging
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from segstudy.training.batch import Batch

if TYPE_CHECKING:
    from segstudy.training.dataset import SliceDataset

log = logging.getLogger(__name__)
# Of what is free on a device, the rest is left for the network and for other trainings that come to it.
SHARE = 0.25
# int16 of a plane of the image, and uint8 of its label map.
IMAGE_BYTES, LABEL_BYTES = 2, 1


def room(device: torch.device) -> int:
    """Bytes that slices may take on a device; none but on CUDA.

    A processor would hold in memory what is mapped from disk, to wait less where it hardly waits.
    """
    return int(SHARE * torch.cuda.mem_get_info(device)[0]) if device.type == "cuda" else 0


def resident_bytes(dataset: "SliceDataset") -> int:
    """What all slices of a dataset's cases take on a device."""
    return sum(
        (IMAGE_BYTES * case.slices.planes + LABEL_BYTES) * int(np.prod(case.slices.shape)) for case in dataset.cases
    )


class ResidentSlices:
    """The slices of a dataset on a device, each in the dataset's place, with its channels and its label map.

    What a batch holds is, bit by bit, what the dataset gives: the same operations on the same numbers, in the same
    order.
    """

    def __init__(self, dataset: "SliceDataset", device: torch.device):
        """Read all caches, one case at a time.

        Raises:
            ValueError: Cases are scaled by different numbers.
            torch.OutOfMemoryError: They do not fit.
        """
        cases = dataset.cases
        if len({case.slices.scaling for case in cases}) > 1:
            raise ValueError("cases are scaled by different numbers")
        self.device, self.dataset = device, dataset
        heights = [len(case.slices) for case in cases]
        first = np.cumsum([0, *heights[:-1]])
        sides = cases[0].slices.shape[1:]
        self.planes = cases[0].slices.planes
        self.image = torch.empty((sum(heights) * self.planes, *sides), dtype=torch.int16, device=device)
        self.label = torch.empty((sum(heights), *sides), dtype=torch.uint8, device=device)
        for case, height, start in zip(cases, heights, first, strict=True):
            for stored, read, each in (
                (self.image, case.slices.stored, self.planes),
                (self.label, case.slices.label, 1),
            ):
                read_all = torch.from_numpy(np.stack([read(place) for place in range(height)]))
                stored[start * each : (start + height) * each] = read_all.view(-1, *sides)
        # of each stored plane: what a unit is worth, and what zero is
        stored_planes = np.multiply(heights, self.planes)
        self.slope, self.intercept = (
            self._sent(np.repeat(np.array(values, np.float32), stored_planes))[:, None, None]
            for values in ([case.slices.slope for case in cases], [case.slices.intercept for case in cases])
        )
        scaling = cases[0].slices.scaling
        # as tensors: a GPU multiplies by the inverse of a number that the processor divides by
        self.scaling = scaling and [
            self._sent(np.array(value, np.float32)) for value in (scaling.low, scaling.high, scaling.mean, scaling.sd)
        ]
        self._find_channels(first)

    def _sent(self, array: np.ndarray) -> Tensor:
        return torch.from_numpy(array).to(self.device)

    def _find_channels(self, first: np.ndarray) -> None:
        """Of each sample: where it and its neighbors are stored, its depth, and its case."""
        dataset, channels = self.dataset, self.dataset.cases[0].channels
        height = np.array([case.height or len(case.slices) for case in dataset.cases])[dataset.case_of]
        copy, own = np.divmod(dataset.slice_of, height)
        reach = np.arange(-channels.neighbors, channels.neighbors + 1)
        places = np.clip(own[:, None] + reach, 0, (height - 1)[:, None]) + (copy * height)[:, None]
        slices = first[dataset.case_of][:, None] + places
        planes = slices[:, :, None] * self.planes + np.arange(self.planes)
        self.sources, self.own = self._sent(planes.reshape(len(slices), -1)), self._sent(slices[:, channels.neighbors])
        self.depth = self._sent((own / height).astype(np.float32)) if channels.depth else None
        self.case = self._sent(dataset.case_of)

    def batch(self, samples: Tensor, places: list[int]) -> Batch:
        """Samples as the network sees them.

        Args:
            samples: int64 (batch,), places in the dataset, on the device.
            places: The same, as the processor knows them.
        """
        sources = self.sources[samples]
        image = self.image[sources].float().mul_(self.slope[sources]).add_(self.intercept[sources])
        if self.scaling:
            low, high, mean, sd = self.scaling
            image = image.clamp_(low, high).sub_(mean).div_(sd)
        if self.depth is not None:
            depth = self.depth[samples].view(-1, 1, 1, 1).expand(-1, -1, *image.shape[2:])
            image = torch.cat([image, depth], dim=1)
        label = self.label[self.own[samples]]
        dataset = self.dataset
        annotated = torch.from_numpy(dataset.annotated[dataset.case_of[places]])
        return Batch(image, label, annotated, self.case[samples], torch.tensor(places))


class ResidentBatches:
    """Batches of resident slices, in the order that is drawn when they are asked for."""

    def __init__(self, slices: ResidentSlices, order: Iterable[list[int]]):
        self.slices, self.order = slices, order

    def __iter__(self) -> Iterator[Batch]:
        batches = list(self.order)
        # sent once an epoch: to send each batch's would take as long as to launch its step
        samples = torch.tensor([place for places in batches for place in places])
        samples = samples.to(self.slices.device, non_blocking=True)
        for places, sent in zip(batches, samples.split([len(places) for places in batches]), strict=True):
            yield self.slices.batch(sent, places)


def resident_slices(dataset: "SliceDataset", device: torch.device) -> ResidentSlices | None:
    """The slices of a dataset on `device`; None where they are too large for it."""
    if resident_bytes(dataset) > room(device) or len({case.slices.scaling for case in dataset.cases}) > 1:
        return None
    try:
        return ResidentSlices(dataset, device)
    except torch.OutOfMemoryError:  # another training came first
        log.info("slices are read from disk: the GPU's memory went to another training")
        return None
