"""Arms against arms on each set of cases by itself: that they learned from, another one, one that is only tested on."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from segstudy.comparison.compare import compare
from segstudy.comparison.spec import ComparisonSpec, DescriptionSpec
from segstudy.tables.frames import frame
from segstudy.tables.further_statistics import SET_STATISTICS


def set_statistics(metrics: pd.DataFrame, outside: Mapping[str, pd.DataFrame], spec: DescriptionSpec) -> pd.DataFrame:
    """Compare arms, patient by patient, on the cases of each set.

    The patients of two sets differ, so a set's tests are families of their own: each is corrected by itself, and tests
    the quantity that its own differences allow.

    Args:
        metrics: long form, the columns of metrics.csv.
        outside: the metrics of each set that the study is only tested on.
        spec: the study.

    Returns:
        set_statistics.csv: the paired tests of statistics.csv, set by set. Arms that were not measured on a set have
        no row there.
    """
    sets = spec.sets or {}
    measured = {name: metrics[metrics["case"].map(sets) == name] for name in dict.fromkeys(sets.values())}
    there = replace(spec.study, patients=spec.outside_patients)
    tables = [_compared(rows, spec.study).assign(set=name) for name, rows in measured.items()]
    tables += [_compared(rows, there).assign(set=name) for name, rows in outside.items()]
    tables = [table for table in tables if len(table)]
    return frame(SET_STATISTICS, pd.concat(tables, ignore_index=True) if tables else ())


def _compared(metrics: pd.DataFrame, study: ComparisonSpec) -> pd.DataFrame:
    arms = tuple(arm for arm in study.arms if (metrics["arm"] == arm).any())
    return compare(metrics, replace(study, arms=arms)) if study.baseline in arms else pd.DataFrame()
