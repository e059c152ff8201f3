"""The Tversky loss (Salehi et al. 2017): Dice with a weight each for what is too much and what is missing."""

from torch import Tensor

from segstudy.config.sections.losses import TverskyTerm
from segstudy.models.monai_networks import losses
from segstudy.training.losses.judged import Judged, Term


def tversky(judged: Judged, settings: TverskyTerm) -> Tensor:
    """(classes,): the loss of each class over the batch; one voxel is added above and below, as in the Dice loss."""
    measure = losses().TverskyLoss(
        alpha=settings.alpha, beta=settings.beta, smooth_nr=1, smooth_dr=1, batch=True, reduction="none"
    )
    values: Tensor = measure(judged.probabilities, judged.truth)
    return values


def build(settings: TverskyTerm) -> Term:
    """Over all organs of a batch, weighted by `dice_weights`."""
    return lambda judged: judged.mean(tversky(judged, settings))
