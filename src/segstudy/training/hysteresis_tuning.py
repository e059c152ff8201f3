"""Choosing the upper threshold with which a trained network's polar views are fused, on its validation patients."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from segstudy.config.representations import HIGHS, PAPERS_HIGH
from segstudy.representations.applied import view_slices
from segstudy.representations.registry import make_representation
from segstudy.training.labelled import LabelledSlices
from segstudy.training.validation import add_confusion, mean_dice


def with_tuned_high(
    told: Mapping[str, Any], network: nn.Module, cases: Sequence[LabelledSlices], batch: int, device: torch.device
) -> dict[str, Any]:
    """The settings of a representation with the threshold found, where they say `high: tuned`; else as they are.

    cases: the validation's. network: in evaluation mode, on `device`. batch: views at a time.
    """
    if told.get("high") != "tuned":
        return dict(told)
    found = dice_by_high(told, network, cases, batch, device)
    # of equals the one nearest to the paper's
    return {**told, "high": max(found, key=lambda high: (found[high], -abs(high - PAPERS_HIGH)))}


@torch.inference_mode()
def dice_by_high(
    told: Mapping[str, Any], network: nn.Module, cases: Sequence[LabelledSlices], batch: int, device: torch.device
) -> dict[float, float]:
    """Mean Cartesian Dice on `cases` with each of HIGHS above `low`; the network is shown each view once."""
    tried = {high: make_representation({**told, "high": high}) for high in HIGHS if high > told["low"]}
    seen = tried[PAPERS_HIGH]
    annotated = np.stack([case.annotated for case in cases])
    classes = annotated.shape[1]
    confusion = {high: torch.zeros((len(cases), classes, classes), dtype=torch.int64) for high in tried}

    def predict(images: Tensor) -> Tensor:
        return network(images.to(device)).float().softmax(dim=1)

    for number, case in enumerate(cases):
        slices, place = case.slices, torch.tensor([number])
        for viewed in view_slices(predict, slices, slices.label, seen, classes, batch):
            truth = torch.from_numpy(slices.label(viewed.index))[None].long()
            pairs = zip(viewed.found.numpy(), viewed.parameters, strict=True)
            views = [seen.inverse(view, each, truth.shape[1:]) for view, each in pairs]
            for high, representation in tried.items():
                fused = representation.fuse(views, viewed.parameters) if views else viewed.fused
                add_confusion(confusion[high], place, truth, torch.from_numpy(fused.argmax(axis=0))[None])
    return {high: mean_dice(counted.numpy(), annotated) for high, counted in confusion.items()}
