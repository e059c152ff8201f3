"""The focal loss (Lin et al. 2017): cross-entropy in which pixels that are sure already weigh less."""

from torch import Tensor

from segstudy.config.sections.losses import FocalTerm
from segstudy.models.monai_networks import losses
from segstudy.training.losses.judged import Judged, Term

# In the place of minus infinity, whose product with a probability of 0 is no number.
IMPOSSIBLE = -1e4


def focal(judged: Judged, gamma: float) -> Tensor:
    """Mean over pixels, weighted by `class_weights`."""
    values = losses().focal_loss.softmax_focal_loss(judged.logits.clamp_min(IMPOSSIBLE), judged.truth, gamma)
    return judged.mean_over_pixels(values.sum(dim=1))


def build(settings: FocalTerm) -> Term:
    """Over all pixels."""
    return lambda judged: focal(judged, settings.gamma)
