"""Spaces in Optuna's terms."""

from collections.abc import Mapping
from typing import Any

from optuna.distributions import BaseDistribution, CategoricalDistribution, FloatDistribution, IntDistribution


def distributions_of(space: Mapping[str, Any]) -> dict[str, BaseDistribution]:
    """Distributions by hyper-parameter.

    Args:
        space: For each, a list of choices, or `low`, `high`, `log`, `step` (or None) and `whole`: whole numbers only.
    """
    return {name: _distribution(values) for name, values in space.items()}


def _distribution(values: Any) -> BaseDistribution:
    if not isinstance(values, Mapping):
        return CategoricalDistribution(list(values))
    low, high, log = values["low"], values["high"], values["log"]
    if values["whole"]:
        return IntDistribution(int(low), int(high), log=log, step=int(values["step"] or 1))
    return FloatDistribution(low, high, log=log, step=values["step"])
