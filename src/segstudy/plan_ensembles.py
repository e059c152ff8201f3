"""From an arm that is the mean of others to what predicts it. Pure and quick, as the plan."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from segstudy.config.ensembles import ENSEMBLE


@dataclass(frozen=True)
class Ensemble:
    """What predicts by the mean of probabilities; `name` is its folder below `inferred/`.

    members: the folders of those whose networks it applies, whatever is done to their predictions afterwards.
    trainings: the members'.
    """

    name: str
    members: tuple[str, ...]
    trainings: tuple[str, ...]


def ensemble(members: Sequence[str], trainings: Sequence[str]) -> Ensemble:
    """The mean of `members`, in whatever order they are named."""
    told = json.dumps(sorted(set(members)))
    name = f"{ENSEMBLE}.{hashlib.sha256(told.encode()).hexdigest()[:8]}"
    return Ensemble(name, tuple(sorted(set(members))), tuple(dict.fromkeys(trainings)))
