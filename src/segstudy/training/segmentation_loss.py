"""The loss that a training's settings name."""

from collections.abc import Callable, Mapping, Sequence
from pkgutil import resolve_name

import torch
from torch import Tensor

from segstudy.config.sections.losses import LossTerm, builder_of_loss
from segstudy.config.sections.training import TrainingSettings
from segstudy.training.class_weights import class_weights, dice_weights
from segstudy.training.labelled import LabelledSlices
from segstudy.training.losses.judged import Judged, Term
from segstudy.training.losses.unannotated import merge_unannotated

# Computed on the processor, wherever the network is.
ON_PROCESSOR = ("boundary", "hausdorff")

# Of logits, target and annotated.
Loss = Callable[[Tensor, Tensor, Tensor], Tensor]


class SegmentationLoss:
    """A sum of losses as a function of logits, target and annotated.

    Attributes:
        epoch: Counted from 1; some weights grow with it.
        is_steady: Whether it is the same in every epoch, and computed where the logits are.
    """

    def __init__(self, terms: Mapping[str, LossTerm], class_weights: Tensor | None, dice_weights: Tensor):
        """Load the losses that `terms` name, by name.

        Args:
            terms: What each is multiplied by, and its settings.
            class_weights: (classes,), of losses of pixels; None weighs all the same.
            dice_weights: (classes,), of losses of regions.
        """
        self.epoch = 1
        self.class_weights, self.dice_weights = class_weights, dice_weights
        self.is_steady = not any(term.grows or name in ON_PROCESSOR for name, term in terms.items())
        self._all_drawn: dict[tuple[torch.Size, torch.device], Tensor] = {}
        self.terms: list[tuple[LossTerm, Term]] = [
            (term, resolve_name(builder_of_loss(name))(term)) for name, term in terms.items()
        ]

    def __call__(self, logits: Tensor, target: Tensor, annotated: Tensor) -> Tensor:
        """The loss of a batch.

        Args:
            logits: (batch, classes, …).
            target: int64 (batch, …).
            annotated: bool (batch, classes), on the processor.
        """
        merged, target = merge_unannotated(logits.float(), target, annotated)
        judged = Judged(merged, target, self._sent(annotated, logits.device), self.class_weights, self.dice_weights)
        parts = [self._weight(term) * measure(judged) for term, measure in self.terms]
        return sum(parts[1:], parts[0])

    def _sent(self, annotated: Tensor, device: torch.device) -> Tensor:
        """`annotated` on the device; where all is drawn, sent once, because each copy waits for what runs there."""
        if device.type == "cpu" or not annotated.all():
            return annotated.to(device)
        key = annotated.shape, device
        if key not in self._all_drawn:
            with torch.inference_mode(False):  # a validation's serves the next epoch's training
                self._all_drawn[key] = torch.ones(annotated.shape, dtype=torch.bool, device=device)
        return self._all_drawn[key]

    def _weight(self, term: LossTerm) -> float:
        return term.weight * (self.epoch if term.grows else 1)


def segmentation_loss(
    settings: TrainingSettings, training: Sequence[LabelledSlices], organs: Sequence[str], device: torch.device
) -> SegmentationLoss:
    """What `settings` minimize.

    Args:
        settings: Name the losses and their weights.
        training: The cases that `balanced` class weights are counted in.
        organs: In the study's order.
        device: Where it is computed.
    """
    counted = class_weights(settings.class_weights, training, organs)
    weights = None if counted is None else torch.from_numpy(counted).to(device)
    return SegmentationLoss(
        settings.loss_terms, weights, torch.from_numpy(dice_weights(settings.dice_weights, organs)).to(device)
    )
