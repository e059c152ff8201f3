"""The functions that the registry of metrics names."""

from collections.abc import Callable
from functools import cache
from importlib import import_module

from segstudy.evaluation.organ import OrganMasks
from segstudy.tables.metrics import Metric

MetricFunction = Callable[[OrganMasks], float]


@cache
def function_of(metric: Metric) -> MetricFunction:
    """The function that computes a metric.

    Raises:
        ImportError: there is no such module.
        AttributeError: the module has no such function.
    """
    module, _, attribute = metric.function.partition(":")
    function: MetricFunction = getattr(import_module(module), attribute)
    return function
