"""Dice and focal loss together (Zhu et al. 2019)."""

from segstudy.config.sections.losses import FocalTerm
from segstudy.training.losses.dice import dice_loss
from segstudy.training.losses.focal import focal
from segstudy.training.losses.judged import Term


def build(settings: FocalTerm) -> Term:
    """The sum of both."""
    return lambda judged: (
        dice_loss(judged.logits, judged.target, judged.annotated, judged.dice_weights) + focal(judged, settings.gamma)
    )
