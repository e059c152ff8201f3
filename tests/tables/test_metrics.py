import dataclasses
from importlib import import_module

import pytest

from segstudy.running.errors import StudyError
from segstudy.tables.metrics import (
    METRICS,
    all_metric_columns,
    in_unit,
    metric_columns,
    metric_modules,
    metric_of,
    unit_of,
)


def test_columns_are_those_of_the_contract():
    assert " ".join(metric_columns()) == "dice dice_2d iou precision recall specificity hd95_mm hd_mm assd_mm nsd"
    assert list(METRICS) == [metric.column for metric in METRICS.values()]


def test_lengths_are_better_when_lower_and_shares_when_higher():
    for metric in METRICS.values():
        assert metric.higher_is_better == (metric.unit == "") == (metric.limits == (0, 1))


def test_every_metric_names_a_function():
    for metric in METRICS.values():
        module, _, attribute = metric.function.partition(":")
        assert module in metric_modules()
        assert callable(getattr(import_module(module), attribute))


def test_an_unknown_metric_lists_those_that_are():
    with pytest.raises(StudyError, match="no metric is called 'dsc'; known are dice, dice_2d"):
        metric_of("dsc")
    with pytest.raises(StudyError, match="'hd95'"):
        in_unit(["dice", "hd95"], "px")


def test_lengths_in_pixels_are_the_same_metrics():
    assert metric_columns("px") == [column.replace("_mm", "_px") for column in metric_columns()]
    assert in_unit(["assd_mm", "dice", "hd_px"], "px") == ["assd_px", "dice", "hd_px"]
    assert metric_of("assd_px") == dataclasses.replace(METRICS["assd_mm"], column="assd_px", unit="px")
    assert metric_of("assd_px").title == "ASSD [px]" and metric_of("precision").title == "Precision"
    assert set(all_metric_columns()) == {*metric_columns(), *metric_columns("px")}


def test_the_unit_of_a_table_is_that_of_its_lengths():
    assert [unit_of(columns) for columns in (["dice", "hd95_px"], ["hd95_mm"], ["dice"])] == ["px", "mm", "mm"]


def test_words_are_in_the_unit_of_the_study():
    assert metric_of("nsd").described("mm").endswith("a tolerance of 3 mm")
    assert metric_of("nsd").described("px").endswith("a tolerance of 3 pixels")
    assert metric_of("hd_px").described("px") == "the Hausdorff distance, in pixels"
    assert metric_of("hd_mm").described("mm") == "the Hausdorff distance"


@pytest.mark.parametrize(
    ("column", "unit"), [("depth", "mm"), ("depth_mm", ""), ("depth_px", "mm"), ("depth_mm", "ml")]
)
def test_a_column_in_another_unit_than_its_metric_is_refused(column, unit):
    with pytest.raises(ValueError, match="must end in the unit"):
        dataclasses.replace(METRICS["dice"], column=column, unit=unit)
