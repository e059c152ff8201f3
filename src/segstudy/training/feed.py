"""What a network is shown in an epoch, and how it is judged after: slices, views of them, or patches and volumes."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import torch
from torch import nn

from segstudy.config.training import TrainingSettings
from segstudy.representations.interface import Representation
from segstudy.training.batches import ShuffledBatches, batch_loader, in_order
from segstudy.training.dataset import Batch, SliceDataset
from segstudy.training.labelled import LabelledSlices
from segstudy.training.losses import Loss
from segstudy.training.patch_dataset import PatchBatches, PatchDataset
from segstudy.training.precision import Precision
from segstudy.training.validation import Validation, validate
from segstudy.training.view_dataset import ShuffledViews, ViewDataset
from segstudy.training.view_validation import validate_views
from segstudy.training.volume_validation import validate_volumes


@dataclass
class Feed:
    """batches: of one epoch. order: draws them; set its epoch before. validate: judges a network. told: how much."""

    batches: Iterable[Batch]
    order: ShuffledBatches | PatchBatches
    validate: Callable[[nn.Module, Loss, Precision], Validation]
    told: str


def make_feed(
    training: Sequence[LabelledSlices],
    validation: Sequence[LabelledSlices],
    settings: TrainingSettings,
    seed: int,
    device: torch.device,
    representation: Representation | None = None,
) -> Feed:
    """Patches where `settings` have them, views with a `representation`, else slices.

    Raises StudyError where there is nothing to learn from.
    """
    if representation:
        return _views(training, validation, settings, seed, device, representation)
    make = _patches if settings.patches else _slices
    return make(training, validation, settings, seed, device)


def _slices(training, validation, settings, seed, device) -> Feed:
    learned, judged = SliceDataset(training), SliceDataset(validation)
    order = ShuffledBatches(len(learned), settings.batch, seed)
    seen = batch_loader(judged, in_order(judged, settings.batch), device)

    def judge(network: nn.Module, loss: Loss, precision: Precision) -> Validation:
        return validate(network, seen, judged.annotated, loss, precision)

    told = f"training on {len(learned)} slices, validating on {len(judged)}"
    return Feed(batch_loader(learned, order, device), order, judge, told)


def _views(training, validation, settings, seed, device, representation) -> Feed:
    learned = ViewDataset(training, representation, seed)
    order = ShuffledViews(len(learned), settings.batch, seed)

    def judge(network: nn.Module, loss: Loss, precision: Precision) -> Validation:
        return validate_views(network, validation, representation, settings.batch, loss, precision)

    told = f"training on a view of each of {len(learned)} slices, validating on {len(validation)} cases"
    return Feed(batch_loader(learned, order, device), order, judge, told)


def _patches(training, validation, settings, seed, device) -> Feed:
    patches = settings.patches
    learned = PatchDataset(training, patches, seed)
    order = PatchBatches(len(training), patches.per_case, settings.batch, seed)

    def judge(network: nn.Module, loss: Loss, precision: Precision) -> Validation:
        return validate_volumes(network, validation, patches.shape, settings.batch, loss, precision)

    told = f"training on {len(training) * patches.per_case} patches an epoch, validating on {len(validation)} volumes"
    return Feed(batch_loader(learned, order, device), order, judge, told)
