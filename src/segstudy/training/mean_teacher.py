"""Learning from scans alone: to agree on them with the moving average of one's own weights, under other noise.

Tarvainen and Valpola 2017, "Mean teachers are better role models", arXiv:1703.01780; noise, squared difference and the
rise of its weight as in Yu et al. 2019 (UA-MT), arXiv:1907.07034.
"""

import math
from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from segstudy.config.sections.mean_teacher import MeanTeacherSettings
from segstudy.training.labelled import LabelledSlices
from segstudy.training.precision import memory_layout
from segstudy.training.progress import Progress

# Beside what else is drawn from a seed and an epoch.
SALT = 7919


class MeanTeacher:
    """Adds the gradients of the disagreement between a network and its moving average, batch by batch.

    Slices and noise follow from the seed, the epoch and the batch alone.
    """

    def __init__(
        self, cases: Sequence[LabelledSlices], settings: MeanTeacherSettings, epochs: int, batch: int, seed: int
    ):
        """Look how many slices there are.

        Args:
            cases: Whose label maps, if there are any, are never read.
            settings: How much they count.
            epochs: Of the training.
            batch: Slices of a step.
            seed: Of the training.
        """
        self.cases, self.settings, self.epochs, self.batch, self.seed = list(cases), settings, epochs, batch, seed
        self.places = [(case, index) for case, each in enumerate(self.cases) for index in range(len(each.slices))]

    def weight(self, epoch: int) -> float:
        """Of the disagreement in an epoch, counted from 1."""
        risen = min(1.0, epoch / (self.settings.ramp * self.epochs))
        return self.settings.weight * math.exp(-5 * (1 - risen) ** 2)

    def images(self, epoch: int, number: int) -> tuple[Tensor, Tensor]:
        """The slices of a batch as student and teacher see them: float32 (batch, channels, rows, columns) each."""
        rng = np.random.default_rng([self.seed, epoch, number, SALT])
        chosen = rng.choice(len(self.places), min(self.batch, len(self.places)), replace=False)
        slices = [self.cases[case].sample(index) for case, index in (self.places[place] for place in chosen)]
        seen = np.stack(slices)
        noisy = [seen + rng.normal(0, self.settings.noise, seen.shape).astype(np.float32) for _ in range(2)]
        return torch.from_numpy(noisy[0]), torch.from_numpy(noisy[1])

    def __call__(self, progress: Progress, epoch: int, number: int, together: int) -> Tensor:
        """Add the gradients of a batch to those there are; the disagreement, unweighted.

        Args:
            progress: Of the network, with its average.
            epoch: Counted from 1.
            number: Of the batch.
            together: Batches whose gradients are averaged.
        """
        assert progress.average is not None  # the settings of such a training have one
        precision, layout = progress.precision, memory_layout(2)
        own, other = (
            image.to(precision.device).contiguous(memory_format=layout) for image in self.images(epoch, number)
        )
        with torch.no_grad(), precision.autocast():
            taught = progress.average.module.eval()(other).float().softmax(dim=1)
        with precision.autocast():
            said = progress.network(own)
        disagreement = F.mse_loss(said.float().softmax(dim=1), taught)
        precision.backward(self.weight(epoch) / together * disagreement)
        return disagreement.detach()
