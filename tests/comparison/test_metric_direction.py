from typing import get_args

import pytest

from segstudy.comparison.metric_direction import METRICS, metric_kind
from segstudy.config.comparisons import Metric
from segstudy.errors import StudyError


def test_every_metric_of_the_config_has_a_direction():
    assert set(METRICS) == set(get_args(Metric))


def test_distances_are_in_mm_and_better_when_lower():
    for name, kind in METRICS.items():
        assert kind.higher_is_better == (kind.unit == "") == (not name.endswith("_mm"))


def test_an_unknown_metric_lists_those_that_are():
    with pytest.raises(StudyError, match="allowed are dice, dice_2d"):
        metric_kind("dsc")
