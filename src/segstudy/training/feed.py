"""What a network is shown in an epoch, and how it is judged after: slices, views of them, or patches and volumes."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn
from torch.utils.data import Sampler

from segstudy.config.sections.patches import PatchSettings
from segstudy.config.sections.training import TrainingSettings
from segstudy.representations.interface import Representation
from segstudy.training.batch import Batch
from segstudy.training.batches import EpochBatches, ShuffledBatches, batch_loader, in_order
from segstudy.training.dataset import SliceDataset
from segstudy.training.labelled import LabelledSlices
from segstudy.training.patch_dataset import PatchBatches, PatchDataset
from segstudy.training.precision import Precision
from segstudy.training.resident import ResidentBatches, resident_slices
from segstudy.training.segmentation_loss import Loss
from segstudy.training.validation import Judge, Validating, Validation
from segstudy.training.view_dataset import ShuffledViews, ViewDataset
from segstudy.training.view_validation import validate_views
from segstudy.training.volume_validation import validate_volumes


@dataclass
class Feed:
    """What a network is shown in an epoch, and how it is validated.

    Attributes:
        batches: Of one epoch.
        order: Draws them; set its epoch before.
        validate: Measures a network.
        description: How much there is to learn from, for the log.
        validating: The same, some batches at a time; None where it is not done by batches.
        steps_to_validate: How many batches that takes.
    """

    batches: Iterable[Batch]
    order: EpochBatches[Any]
    validate: Callable[[nn.Module, Loss, Precision], Validation]
    description: str
    validating: Callable[[nn.Module, Loss, Precision], Validating] | None = None
    steps_to_validate: int = 0


def make_feed(
    training: Sequence[LabelledSlices],
    validation: Sequence[LabelledSlices],
    settings: TrainingSettings,
    seed: int,
    device: torch.device,
    representation: Representation[Any] | None = None,
) -> Feed:
    """Patches where `settings` have them, views with a `representation`, else slices.

    Args:
        training: The cases to learn from.
        validation: The cases to validate on.
        settings: Hyper-parameters.
        seed: From which the order of batches, and what is drawn for each, follow.
        device: Where batches go.
        representation: How slices are shown; None as they are.

    Raises:
        StudyError: There is nothing to learn from.
    """
    if representation:
        return _views(training, validation, settings, seed, device, representation)
    if settings.patches:
        return _patches(training, validation, settings.patches, settings.batch, seed, device)
    return _slices(training, validation, settings, seed, device)


def _slices(
    training: Sequence[LabelledSlices],
    validation: Sequence[LabelledSlices],
    settings: TrainingSettings,
    seed: int,
    device: torch.device,
) -> Feed:
    batch = settings.batch
    dataset, validation_set = SliceDataset(training, settings.slices), SliceDataset(validation)
    order = ShuffledBatches(len(dataset), batch, seed)
    batches = _slice_batches(dataset, order, device)
    validation_order = in_order(validation_set, batch)
    validation_batches = _slice_batches(validation_set, validation_order, device)

    judges: list[Judge] = []  # the last one: what it has prepared serves every epoch

    def validating(network: nn.Module, loss: Loss, precision: Precision) -> Validating:
        if not judges or judges[0].network is not network:
            judges[:] = [Judge(network, loss, precision)]
        return Validating(validation_batches, validation_set.annotated, judges[0])

    def validate_slices(network: nn.Module, loss: Loss, precision: Precision) -> Validation:
        return validating(network, loss, precision).result()

    where = ", held on the device" if isinstance(batches, ResidentBatches) else ""
    description = f"training on {len(dataset)} slices{where}, validating on {len(validation_set)}"
    return Feed(batches, order, validate_slices, description, validating, len(validation_order))


def _slice_batches(dataset: SliceDataset, order: Sampler[list[int]], device: torch.device) -> Iterable[Batch]:
    """From the device where all slices fit there, else read from disk; the same samples, bit by bit."""
    if resident := resident_slices(dataset, device):
        return ResidentBatches(resident, order)
    return batch_loader(dataset, order, device)


def _views(
    training: Sequence[LabelledSlices],
    validation: Sequence[LabelledSlices],
    settings: TrainingSettings,
    seed: int,
    device: torch.device,
    representation: Representation[Any],
) -> Feed:
    dataset = ViewDataset(training, representation, seed, settings.slices)
    order = ShuffledViews(len(dataset), settings.batch, seed)

    def validate_cases(network: nn.Module, loss: Loss, precision: Precision) -> Validation:
        return validate_views(network, validation, representation, settings.batch, loss, precision)

    description = f"training on {len(dataset)} views of {dataset.slices} slices, validating on {len(validation)} cases"
    return Feed(batch_loader(dataset, order, device), order, validate_cases, description)


def _patches(
    training: Sequence[LabelledSlices],
    validation: Sequence[LabelledSlices],
    patches: PatchSettings,
    batch: int,
    seed: int,
    device: torch.device,
) -> Feed:
    dataset = PatchDataset(training, patches, seed)
    order = PatchBatches(len(training), patches, batch, seed)

    def validate_cases(network: nn.Module, loss: Loss, precision: Precision) -> Validation:
        return validate_volumes(network, validation, patches.shape, batch, loss, precision)

    count = len(training) * patches.per_case
    description = f"training on {count} patches an epoch, validating on {len(validation)} volumes"
    return Feed(batch_loader(dataset, order, device), order, validate_cases, description)
