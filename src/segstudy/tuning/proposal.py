"""One trial: what it tries, and whether it is worth going on.

Hyper-parameters are drawn by a tree-structured Parzen estimator (Bergstra et al. 2011, NeurIPS), and trials
below the median of earlier ones are ended (Golovin et al. 2017, KDD), both as Optuna has it (Akiba et al. 2019, KDD). A
trial knows those of earlier rounds only, so its result does not depend on which of its own round runs first.
"""

import logging
from collections.abc import Sequence
from typing import Any

from optuna.distributions import distribution_to_json
from optuna.pruners import BasePruner, MedianPruner, NopPruner
from optuna.samplers import TPESampler

from segstudy.tables.history import EpochRecord
from segstudy.tuning.distributions import distributions_of
from segstudy.tuning.memory_study import memory_study
from segstudy.tuning.result import State, TrialResult
from segstudy.tuning.spec import SearchSpec

log = logging.getLogger(__name__)
# Nothing is pruned in the first quarter of a trial's epochs, where a high rate and a low one look alike.
WARM_UP = 0.25


def _dice(history: Sequence[EpochRecord]) -> list[float]:
    return [epoch.validation_dice for epoch in history]


class Proposal:
    """A trial's hyper-parameters, and its fate so far."""

    def __init__(self, spec: SearchSpec, earlier: Sequence[TrialResult], epochs: int) -> None:
        """Draw hyper-parameters, the same again for the same arguments.

        Args:
            spec: The trial.
            earlier: The trials of earlier rounds.
            epochs: Of a trial that is not pruned.
        """
        self.number = spec.number
        # steps are epochs, counted from 1, and those before this one are spared
        first = int(WARM_UP * epochs) + 1
        pruner: BasePruner = MedianPruner(n_warmup_steps=first) if spec.pruning == "median" else NopPruner()
        study = memory_study(earlier, TPESampler(seed=spec.trial_seed), pruner)
        self.distributions = distributions_of(spec.space)
        self._trial = study.ask(self.distributions)
        self._reported: list[float] = []
        self.pruned = False
        words = (
            f"{key} {value:.4g}" if isinstance(value, float) else f"{key} {value}"
            for key, value in self.parameters.items()
        )
        log.info("trying %s", ", ".join(words))

    @property
    def parameters(self) -> dict[str, Any]:
        """What this trial tries, by name in the space."""
        return self._trial.params

    def should_prune(self, history: Sequence[EpochRecord]) -> bool:
        """Whether the trial should end, given all its epochs so far."""
        dice = _dice(history)
        for epoch, value in enumerate(dice[len(self._reported) :], start=len(self._reported) + 1):
            self._trial.report(value, epoch)
        self._reported = dice
        self.pruned = bool(self._trial.should_prune())
        if self.pruned:
            log.info("pruned: validation dice so far is below the median of earlier rounds")
        return self.pruned

    def ended(self, history: Sequence[EpochRecord], seconds: float) -> TrialResult:
        """The trial as it ended, pruned or not, after these epochs."""
        dice = _dice(history)
        return self._result("pruned" if self.pruned else "complete", dice, max(dice), seconds)

    def failed(self, seconds: float) -> TrialResult:
        """The trial as it ended where its loss was no number any more."""
        return self._result("failed", self._reported, None, seconds)

    def _result(self, state: State, dice: list[float], value: float | None, seconds: float) -> TrialResult:
        drawn = {name: distribution_to_json(each) for name, each in self.distributions.items()}
        return TrialResult(self.number, state, self.parameters, drawn, value, dice, round(seconds, 3))


def skipped(spec: SearchSpec, earlier: Sequence[TrialResult]) -> TrialResult | None:
    """The result of a trial that does not begin, because `earlier` ones spent the budget; None where it may begin."""
    spent = sum(result.seconds for result in earlier) / 60
    if spec.minutes is None or spent < spec.minutes:
        return None
    log.info("skipped: %.1f of %g minutes are spent", spent, spec.minutes)
    return TrialResult(spec.number, "skipped", {}, {}, None, [], 0.0)
