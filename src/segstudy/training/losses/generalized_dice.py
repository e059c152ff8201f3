"""The generalized Dice loss (Sudre et al. 2017): classes weighted by the inverse square of their volumes."""

from torch import Tensor

from segstudy.config.sections.losses import LossTerm
from segstudy.models.monai_networks import losses
from segstudy.training.losses.judged import Judged, Term


def build(_: LossTerm) -> Term:
    """Over the classes, background among them, that the batch shows.

    MONAI gives a class that is absent the largest weight of all, so that a batch without a small organ would teach
    little but its absence; here it has none.
    """
    measure = losses().GeneralizedDiceLoss(smooth_nr=1e-5, smooth_dr=1e-5, batch=True)

    def loss(judged: Judged) -> Tensor:
        there = judged.target.unique()
        value: Tensor = measure(judged.probabilities[:, there], judged.truth[:, there])
        return value

    return loss
