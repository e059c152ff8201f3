"""The focal Tversky loss (Abraham and Khan 2019): organs that are segmented well already weigh less."""

from segstudy.config.sections.losses import FocalTverskyTerm
from segstudy.training.losses.judged import Term
from segstudy.training.losses.tversky import tversky

# Below it a loss counts as none: the slope of a root has no bound at 0.
LEAST = 1e-6


def build(settings: FocalTverskyTerm) -> Term:
    """Over all organs of a batch, weighted by `dice_weights`."""
    return lambda judged: judged.mean(tversky(judged, settings).clamp_min(LEAST) ** (1 / settings.gamma))
