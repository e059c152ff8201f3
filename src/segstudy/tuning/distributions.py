"""Spaces in Optuna's terms."""

from collections.abc import Mapping
from typing import Any

from optuna.distributions import BaseDistribution, CategoricalDistribution, FloatDistribution, IntDistribution


def distributions_of(space: Mapping[str, Any]) -> dict[str, BaseDistribution]:
    """Distributions by hyper-parameter.

    space: for each, a list of choices, or `low`, `high`, `log`, `step` (or None) and `whole`: whole numbers only.
    """
    return {name: _distribution(told) for name, told in space.items()}


def _distribution(told: Any) -> BaseDistribution:
    if not isinstance(told, Mapping):
        return CategoricalDistribution(list(told))
    if told["whole"]:
        return IntDistribution(int(told["low"]), int(told["high"]), log=told["log"], step=int(told["step"] or 1))
    return FloatDistribution(told["low"], told["high"], log=told["log"], step=told["step"])
