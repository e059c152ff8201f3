"""From an arm that is the mean of others to what predicts it. Pure and quick, as the plan."""

from collections.abc import Sequence
from dataclasses import dataclass

from segstudy.config.sections.ensembles import ENSEMBLE
from segstudy.plan.names import digest


@dataclass(frozen=True)
class Ensemble:
    """What predicts by the mean of probabilities.

    Attributes:
        name: Its folder below `inferred/`.
        members: The folders of those whose networks it applies, whatever is done to their predictions afterwards.
        trainings: The members'.
    """

    name: str
    members: tuple[str, ...]
    trainings: tuple[str, ...]


def ensemble(members: Sequence[str], trainings: Sequence[str]) -> Ensemble:
    """The mean of `members`, in whatever order they are named."""
    distinct = sorted(set(members))
    return Ensemble(f"{ENSEMBLE}.{digest(distinct)}", tuple(distinct), tuple(dict.fromkeys(trainings)))
