"""How good each arm is by itself: means over patients with their intervals."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from segstudy.comparison.interval import mean_interval, within
from segstudy.comparison.normality import in_word, normality
from segstudy.comparison.spec import ComparisonSpec, DescriptionSpec
from segstudy.tables.frames import frame
from segstudy.tables.further_statistics import MEANS, NSD, OUTSIDE_FOLDS, OUTSIDE_MEANS, SET_MEANS
from segstudy.tables.metrics import metric_of
from segstudy.tables.names import MEAN
from segstudy.tables.patients import by_case, by_patient


def mean_table(metrics: pd.DataFrame, names: Sequence[str], spec: ComparisonSpec) -> pd.DataFrame:
    """Describe every arm, organ by organ and over the organs.

    Args:
        metrics: long form, the columns of metrics.csv.
        names: the metrics; what was not measured is left out.
        spec: the study.

    Returns:
        means.csv, over the patients who have a value; the sd is of the sample (n - 1). The interval has
        confidence 1 - alpha (see `mean_interval`) and holds no value that the metric cannot have; NaN under three
        patients.
    """
    rows = []
    for metric in names:
        if metric not in metrics.columns:
            continue
        values = by_case(metrics, spec.patients, metric)
        for organ in (MEAN, *spec.organs):
            patients = by_patient(values, organ)
            for arm in spec.arms:
                if arm in patients.index.get_level_values("arm"):
                    rows.append(
                        {"metric": metric, "organ": organ, "arm": arm, **_described(patients.loc[arm], metric, spec)}
                    )
    return frame(MEANS, rows)


def outside_mean_table(sets: Mapping[str, pd.DataFrame], spec: DescriptionSpec) -> pd.DataFrame:
    """Describe every arm on each set that the study is only tested on.

    Args:
        sets: the metrics of each, by name.
        spec: the study.

    Returns:
        outside_means.csv: as means.csv.
    """
    study = replace(spec.study, patients=spec.outside_patients)
    tables = [mean_table(metrics, study.metrics, study).assign(set=name) for name, metrics in sets.items()]
    return frame(OUTSIDE_MEANS, pd.concat(tables) if tables else ())


def outside_fold_table(sets: Mapping[str, pd.DataFrame], spec: DescriptionSpec) -> pd.DataFrame:
    """Describe each fold's network alone on each set that the study is only tested on.

    Args:
        sets: the metrics of each, by name, of every fold's network.
        spec: the study.

    Returns:
        outside_folds.csv: as means.csv, fold by fold.
    """
    study = replace(spec.study, patients=spec.outside_patients)
    tables = [
        mean_table(rows, study.metrics, study).assign(set=name, fold=fold)
        for name, metrics in sets.items()
        for fold, rows in metrics.groupby("fold", sort=True)
    ]
    return frame(OUTSIDE_FOLDS, pd.concat(tables) if tables else ())


def set_mean_table(metrics: pd.DataFrame, spec: DescriptionSpec) -> pd.DataFrame:
    """Describe every arm on the cases of each data set.

    Args:
        metrics: long form, the columns of metrics.csv.
        spec: the study.

    Returns:
        set_means.csv: as means.csv.
    """
    sets = spec.sets or {}
    tables = [
        mean_table(metrics[metrics["case"].map(sets) == name], spec.metrics, spec.study).assign(set=name)
        for name in dict.fromkeys(sets.values())
    ]
    return frame(SET_MEANS, pd.concat(tables) if tables else ())


def nsd_table(measured: pd.DataFrame, spec: ComparisonSpec) -> pd.DataFrame:
    """Describe the NSD of every arm at several tolerances.

    Args:
        measured: columns arm, seed, case, organ, tolerance and nsd.
        spec: the study.

    Returns:
        nsd.csv: as means.csv, a row for each tolerance, ascending.
    """
    tables = [
        mean_table(rows, ["nsd"], spec).assign(tolerance=tolerance)
        for tolerance, rows in measured.groupby("tolerance", sort=True)
    ]
    table = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()
    return frame(NSD, table.sort_values(["organ", "arm"], key=_in_order(spec), kind="stable") if len(table) else ())


def _in_order(spec: ComparisonSpec) -> Callable[[pd.Series], pd.Series]:
    """The mean first, then organs, and arms, as the study has them."""
    places = {name: place for names in ([MEAN, *spec.organs], spec.arms) for place, name in enumerate(names)}
    return lambda names: names.map(places)


def _described(values: pd.Series, metric: str, spec: ComparisonSpec) -> dict[str, float]:
    known = values.to_numpy(float)
    skewed = in_word(normality(known)) == "no"
    low, high = within(mean_interval(known, spec.settings.alpha, skewed), metric_of(metric).limits)
    return {"patients": len(values), "mean": values.mean(), "sd": values.std(ddof=1), "ci_low": low, "ci_high": high}
