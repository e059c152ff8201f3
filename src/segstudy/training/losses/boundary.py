"""The boundary loss (Kervadec et al. 2019): each wrong pixel costs its distance from the true border."""

import torch
from torch import Tensor

from segstudy.config.sections.losses import LossTerm
from segstudy.training.losses.distances import border_distances
from segstudy.training.losses.judged import Judged, Term


def build(_: LossTerm) -> Term:
    """The mean of probability times signed distance in pixels, of each organ in each sample that shows it."""

    def loss(judged: Judged) -> Tensor:
        inside = judged.truth > 0.5
        distances = border_distances(inside, judged.dice_weights > 0)
        signed = torch.where(inside, 1 - distances, distances)
        # without a border there is no distance
        signed = signed * (distances.flatten(2).amax(dim=2) > 0)[(..., *[None] * (inside.ndim - 2))]
        return judged.mean_over_samples((judged.probabilities * signed).flatten(2).mean(dim=2))

    return loss
