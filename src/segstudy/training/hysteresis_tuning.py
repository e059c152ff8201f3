"""Choosing the upper threshold with which a trained network's polar views are fused, on its validation patients."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn

from segstudy.config.sections.representations import HIGHS, PAPERS_HIGH, PolarSettings
from segstudy.representations.applied import view_slices
from segstudy.representations.build import make_representation
from segstudy.training.labelled import LabelledSlices
from segstudy.training.validation import add_confusion, mean_dice


def with_tuned_high(
    builder: str,
    settings: PolarSettings,
    network: nn.Module,
    cases: Sequence[LabelledSlices],
    batch: int,
    device: torch.device,
) -> PolarSettings:
    """The settings with the best threshold, where they say `high: tuned`; else as they are.

    Args:
        builder: `module:attribute` of the representation.
        settings: Its settings.
        network: In evaluation mode, on `device`.
        cases: The validation's.
        batch: Views at a time.
        device: Where the network computes.
    """
    if settings.high != "tuned":
        return settings
    dice = dice_by_high(builder, settings, network, cases, batch, device)
    # of equals the one nearest to the paper's
    best = max(dice, key=lambda high: (dice[high], -abs(high - PAPERS_HIGH)))
    return settings.model_copy(update={"high": best})


@torch.inference_mode()
def dice_by_high(
    builder: str,
    settings: PolarSettings,
    network: nn.Module,
    cases: Sequence[LabelledSlices],
    batch: int,
    device: torch.device,
) -> dict[float, float]:
    """Mean Cartesian Dice on `cases` with each of HIGHS above `low`; the network is shown each view once."""
    representations = {
        high: make_representation(builder, settings.model_copy(update={"high": high}).spec())
        for high in HIGHS
        if high > settings.low
    }
    shown = representations[PAPERS_HIGH]
    annotated = np.stack([case.annotated for case in cases])
    classes = annotated.shape[1]
    confusion = {high: torch.zeros((len(cases), classes, classes), dtype=torch.int64) for high in representations}

    def predict(images: Tensor) -> Tensor:
        probabilities: Tensor = network(images.to(device)).float().softmax(dim=1)
        return probabilities

    for number, case in enumerate(cases):
        slices, place = case.slices, torch.tensor([number])
        for viewed in view_slices(predict, slices, slices.label, shown, classes, batch, case.channels):
            truth = torch.from_numpy(slices.label(viewed.index))[None].long()
            pairs = zip(viewed.probabilities.numpy(), viewed.parameters, strict=True)
            views = [shown.inverse(view, each, (truth.shape[1], truth.shape[2])) for view, each in pairs]
            for high, representation in representations.items():
                fused = representation.fuse(views, viewed.parameters) if views else viewed.fused
                add_confusion(confusion[high], place, truth, torch.from_numpy(fused.argmax(axis=0))[None])
    return {high: mean_dice(counted.numpy(), annotated) for high, counted in confusion.items()}
