"""An Optuna study in memory, made of trials that are done: nothing is shared while trials run."""

import logging
from collections.abc import Iterable, Sequence

import optuna
from optuna.distributions import json_to_distribution
from optuna.pruners import BasePruner
from optuna.samplers import BaseSampler
from optuna.trial import FrozenTrial, TrialState, create_trial

from segstudy.tuning.result import TrialResult

STATES = {"complete": TrialState.COMPLETE, "pruned": TrialState.PRUNED, "failed": TrialState.FAIL}
# Optuna writes to the terminal by itself; the rule's log tells what happens.
optuna.logging.disable_default_handler()
optuna.logging.set_verbosity(logging.WARNING)


def frozen(results: Iterable[TrialResult]) -> list[FrozenTrial]:
    """The trials in Optuna's terms, in order of their numbers; skipped ones tried nothing and are left out."""
    return [
        create_trial(
            state=STATES[result.state],
            value=result.value,
            params=result.parameters,
            distributions={name: json_to_distribution(text) for name, text in result.distributions.items()},
            intermediate_values=dict(enumerate(result.intermediate, start=1)),
            user_attrs={"trial": result.number, "seconds": result.seconds},
        )
        for result in sorted(results, key=lambda result: result.number)
        if result.state != "skipped"
    ]


def memory_study(
    results: Sequence[TrialResult], sampler: BaseSampler | None = None, pruner: BasePruner | None = None
) -> optuna.Study:
    """A study that seeks the highest validation Dice, and knows `results`."""
    study = optuna.create_study(direction="maximize", sampler=sampler, pruner=pruner)
    study.add_trials(frozen(results))
    return study
