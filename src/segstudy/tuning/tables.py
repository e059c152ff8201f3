"""A search as tables."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from optuna.importance import PedAnovaImportanceEvaluator, get_param_importances

from segstudy.tables.tuning import IMPORTANCE, TRIALS
from segstudy.tuning.memory_study import memory_study
from segstudy.tuning.result import TrialResult

# Fewer say nothing of what mattered.
ENOUGH = 4


def trials_table(results: Sequence[TrialResult]) -> pd.DataFrame:
    """One row a trial, with the highest value of complete trials so far, and a column for each hyper-parameter."""
    names = list(dict.fromkeys(name for result in results for name in result.parameters))
    rows: list[dict[str, Any]] = []
    best = float("nan")
    for result in sorted(results, key=lambda result: result.number):
        if result.state == "complete" and result.value is not None and not best >= result.value:
            best = result.value
        row = {"trial": result.number, "state": result.state, "value": result.value, "best": best}
        row |= {"epochs": len(result.intermediate), "seconds": result.seconds}
        rows.append(row | {name: result.parameters.get(name) for name in names})
    return pd.DataFrame(rows, columns=[*TRIALS.names, *names])


def importance_table(results: Sequence[TrialResult]) -> pd.DataFrame:
    """How much each hyper-parameter decides whether a trial is among the best; columns parameter, importance.

    PED-ANOVA (Watanabe et al. 2023, IJCAI), shares of 1, of complete trials; no row where these are fewer than 4.
    """
    complete = [result for result in results if result.state == "complete"]
    if len(complete) < ENOUGH:
        return pd.DataFrame(columns=IMPORTANCE.names)
    importance = get_param_importances(memory_study(complete), evaluator=PedAnovaImportanceEvaluator())
    return pd.DataFrame(list(importance.items()), columns=IMPORTANCE.names)
