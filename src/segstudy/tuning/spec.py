"""What one trial of a search is handed of that search."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal

from segstudy.config.sections.spec import Spec
from segstudy.tuning.result import TrialResult


@dataclass(frozen=True)
class SearchSpec(Spec):
    """One trial of a search on one fold's training part. How many trials there are is no affair of one of them.

    Attributes:
        search: The search's name.
        fold: Of whose training part it learns.
        number: The trial's.
        earlier: How many trials of earlier rounds it learns from.
        seed: The study's.
        space: For each hyper-parameter, a list of choices, or `low`, `high`, `log`, `step` (or None) and `whole`.
        pruning: `median` ends trials below the median of earlier rounds.
        minutes: After so many of all earlier trials together none begins; None is no limit.
    """

    search: str
    fold: int
    number: int
    earlier: int
    seed: int
    space: dict[str, Any]
    pruning: Literal["median", "none"]
    minutes: float | None = None

    @property
    def trial_seed(self) -> int:
        """A seed for each trial of each part of each search of a study."""
        key = json.dumps([self.seed, self.search, self.fold, self.number])
        return int.from_bytes(hashlib.sha256(key.encode()).digest()[:4], "big")

    def decisive(self, earlier: Iterable[TrialResult]) -> dict[str, Any]:
        """What decides a trial's result, as plain values: neither the budget nor how long earlier trials took."""
        return {
            "search": {**self.to_plain(), "minutes": None},
            "earlier": [{**asdict(trial), "seconds": None} for trial in earlier],
        }
