"""The Dice loss with squares in the denominator, as Milletari et al. 2016 wrote it."""

from torch import Tensor

from segstudy.config.sections.losses import LossTerm
from segstudy.models.monai_networks import losses
from segstudy.training.losses.judged import Judged, Term


def build(_: LossTerm) -> Term:
    """Over all organs of a batch, weighted by `dice_weights`; one voxel is added above and below."""
    measure = losses().DiceLoss(squared_pred=True, smooth_nr=1, smooth_dr=1, batch=True, reduction="none")

    def loss(judged: Judged) -> Tensor:
        return judged.mean(measure(judged.probabilities, judged.truth).flatten())

    return loss
