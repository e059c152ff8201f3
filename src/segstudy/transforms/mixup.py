"""Mixup (Zhang et al. 2018): two samples in one, and the losses of both."""

import numpy as np

from segstudy.config.sections.transforms import MixupSettings


def draw(settings: MixupSettings, rng: np.random.Generator) -> float:
    """The share of the sample itself; the larger one, so that it stays what is seen best."""
    share = float(rng.beta(settings.alpha, settings.alpha))
    return max(share, 1 - share)
