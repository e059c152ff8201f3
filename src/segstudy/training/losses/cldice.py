"""The soft clDice loss (Shit et al. 2021): Dice along center lines, for what is long and thin."""

from torch import Tensor

from segstudy.config.sections.losses import ClDiceTerm
from segstudy.models.monai_networks import losses
from segstudy.training.losses.judged import Judged, Term


def build(settings: ClDiceTerm) -> Term:
    """Over all organs of a batch, weighted by `dice_weights`; one voxel is added above and below.

    MONAI's loss takes all channels together; here each organ has a value of its own, so that each can be weighted or
    left out.
    """
    soft_skel = losses().cldice.soft_skel

    def loss(judged: Judged) -> Tensor:
        places = [0, *range(2, judged.logits.ndim)]
        found, truth = judged.probabilities, judged.truth
        line_found, line_true = (soft_skel(each, settings.iterations) for each in (found, truth))
        precision = ((line_found * truth).sum(dim=places) + 1) / (line_found.sum(dim=places) + 1)
        sensitivity = ((line_true * found).sum(dim=places) + 1) / (line_true.sum(dim=places) + 1)
        return judged.mean(1 - 2 * precision * sensitivity / (precision + sensitivity))

    return loss
