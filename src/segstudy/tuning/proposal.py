"""One trial: what it tries, and whether it is worth going on.

Hyper-parameters are drawn by a tree-structured Parzen estimator (Bergstra et al. 2011, NeurIPS) and hopeless trials
ended by the median rule (Golovin et al. 2017, KDD), both as Optuna has them (Akiba et al. 2019, KDD). A trial knows
those of earlier rounds only, so its result does not depend on which of its own round runs first.
"""

import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from optuna.distributions import distribution_to_json
from optuna.pruners import MedianPruner, NopPruner
from optuna.samplers import TPESampler

from segstudy.tuning.distributions import distributions_of
from segstudy.tuning.memory_study import memory_study
from segstudy.tuning.result import State, TrialResult

log = logging.getLogger(__name__)
# Nothing is pruned in the first quarter of a trial's epochs, where a high rate and a low one look alike.
WARM_UP = 0.25


class Epoch(Protocol):
    """What counts of an epoch."""

    validation_dice: float


def _dice(history: Sequence[Epoch]) -> list[float]:
    return [epoch.validation_dice for epoch in history]


def trial_seed(told: Mapping[str, Any]) -> int:
    """A seed for each trial of each part of each search of a study."""
    key = json.dumps([told["seed"], told["search"], told["fold"], told["number"]])
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:4], "big")


class Proposal:
    """A trial's hyper-parameters, and its fate so far."""

    def __init__(self, told: Mapping[str, Any], earlier: Sequence[TrialResult], epochs: int) -> None:
        """Draw hyper-parameters, the same again for the same arguments.

        told: `search`, `fold`, `number`, `seed`, `space` and `pruning`, as plain values (see plan_search).
        earlier: the trials of earlier rounds. epochs: of a trial that is not pruned.
        """
        self.number = told["number"]
        # steps are epochs, counted from 1, and those before this one are spared
        first = int(WARM_UP * epochs) + 1
        pruner = MedianPruner(n_warmup_steps=first) if told["pruning"] == "median" else NopPruner()
        study = memory_study(earlier, TPESampler(seed=trial_seed(told)), pruner)
        self.distributions = distributions_of(told["space"])
        self._trial = study.ask(self.distributions)
        self._seen: list[float] = []
        self.pruned = False
        told_values = (
            f"{key} {value:.4g}" if isinstance(value, float) else f"{key} {value}"
            for key, value in self.parameters.items()
        )
        log.info("trying %s", ", ".join(told_values))

    @property
    def parameters(self) -> dict[str, Any]:
        """What this trial tries, by name in the space."""
        return self._trial.params

    def is_hopeless(self, history: Sequence[Epoch]) -> bool:
        """Whether the trial should end, given all its epochs so far."""
        dice = _dice(history)
        for epoch, value in enumerate(dice[len(self._seen) :], start=len(self._seen) + 1):
            self._trial.report(value, epoch)
        self._seen = dice
        self.pruned = bool(self._trial.should_prune())
        if self.pruned:
            log.info("pruned: validation dice so far is below the median of earlier rounds")
        return self.pruned

    def ended(self, history: Sequence[Epoch], seconds: float) -> TrialResult:
        """The trial as it ended, pruned or not, after these epochs."""
        dice = _dice(history)
        return self._result("pruned" if self.pruned else "complete", dice, max(dice), seconds)

    def failed(self, seconds: float) -> TrialResult:
        """The trial as it ended where its loss was no number any more."""
        return self._result("failed", self._seen, None, seconds)

    def _result(self, state: State, dice: list[float], value: float | None, seconds: float) -> TrialResult:
        drawn = {name: distribution_to_json(found) for name, found in self.distributions.items()}
        return TrialResult(self.number, state, self.parameters, drawn, value, dice, round(seconds, 3))


def skipped(told: Mapping[str, Any], earlier: Sequence[TrialResult]) -> TrialResult | None:
    """The result of a trial that does not begin, because `earlier` ones spent the budget; None where it may begin."""
    spent = sum(result.seconds for result in earlier) / 60
    if told["minutes"] is None or spent < told["minutes"]:
        return None
    log.info("skipped: %.1f of %g minutes are spent", spent, told["minutes"])
    return TrialResult(told["number"], "skipped", {}, {}, None, [], 0.0)
