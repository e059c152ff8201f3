"""The Hausdorff loss by distance transforms (Karimi and Salcudean 2020): errors far from borders cost most."""

from torch import Tensor

from segstudy.config.sections.losses import HausdorffTerm
from segstudy.training.losses.distances import border_distances
from segstudy.training.losses.judged import Judged, Term


def build(settings: HausdorffTerm) -> Term:
    """The mean of squared error times distance from both borders, in pixels, of each organ in each sample."""

    def loss(judged: Judged) -> Tensor:
        found, truth = judged.probabilities, judged.truth
        wanted = judged.dice_weights > 0
        from_found, from_truth = (border_distances(each > 0.5, wanted) for each in (found, truth))
        weights = from_found**settings.power + from_truth**settings.power
        return judged.mean_over_samples(((found - truth) ** 2 * weights).flatten(2).mean(dim=2))

    return loss
