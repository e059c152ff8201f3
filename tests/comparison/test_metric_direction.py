from typing import get_args

import pytest

from segstudy.comparison.metric_direction import IN_PIXELS, METRICS, metric_kind, metrics_of
from segstudy.config.comparisons import Metric
from segstudy.errors import StudyError


def test_every_metric_of_the_config_has_a_direction():
    assert {*METRICS, *IN_PIXELS} == set(get_args(Metric))


def test_distances_are_in_mm_and_better_when_lower():
    for name, kind in METRICS.items():
        assert kind.higher_is_better == (kind.unit == "") == (not name.endswith("_mm"))


def test_an_unknown_metric_lists_those_that_are():
    with pytest.raises(StudyError, match="allowed are dice, dice_2d"):
        metric_kind("dsc")


def test_a_table_in_pixels_has_the_same_metrics_in_pixels():
    in_pixels = metrics_of(["arm", "dice", "hd95_px"])
    assert in_pixels == [name.replace("_mm", "_px") for name in metrics_of(["hd95_mm"])]
    assert metric_kind("assd_px").unit == "px" and not metric_kind("assd_px").higher_is_better
