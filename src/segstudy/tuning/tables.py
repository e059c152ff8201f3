"""A search as tables."""

from collections.abc import Sequence

import pandas as pd
from optuna.importance import PedAnovaImportanceEvaluator, get_param_importances

from segstudy.tuning.memory_study import memory_study
from segstudy.tuning.result import TrialResult

# Fewer say nothing of what mattered.
ENOUGH = 4


def trials_table(results: Sequence[TrialResult]) -> pd.DataFrame:
    """One row a trial: number, state, value, best (the highest value of complete trials so far), epochs, seconds,
    and one column for each hyper-parameter."""  # fmt: skip
    names = list(dict.fromkeys(name for result in results for name in result.parameters))
    rows, best = [], float("nan")
    for result in sorted(results, key=lambda result: result.number):
        if result.state == "complete" and not best >= result.value:
            best = result.value
        row = {"trial": result.number, "state": result.state, "value": result.value, "best": best}
        row |= {"epochs": len(result.intermediate), "seconds": result.seconds}
        rows.append(row | {name: result.parameters.get(name) for name in names})
    return pd.DataFrame(rows)


def importance_table(results: Sequence[TrialResult]) -> pd.DataFrame:
    """How much each hyper-parameter decides whether a trial is among the best; columns parameter, importance.

    PED-ANOVA (Watanabe et al. 2023, IJCAI), shares of 1, of complete trials; no row where these are fewer than 4.
    """
    complete = [result for result in results if result.state == "complete"]
    columns = ["parameter", "importance"]
    if len(complete) < ENOUGH:
        return pd.DataFrame(columns=columns)
    found = get_param_importances(memory_study(complete), evaluator=PedAnovaImportanceEvaluator())
    return pd.DataFrame(list(found.items()), columns=columns)
