"""From measurements to one number a patient: the patient is the unit of every mean and every test."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self, TypeVar

import pandas as pd

from segstudy.running.errors import StudyError
from segstudy.tables.metrics import metric_of
from segstudy.tables.names import MEAN
from segstudy.tables.outcomes import Outcome

Values = TypeVar("Values", pd.Series, pd.DataFrame)


def by_case(rows: pd.DataFrame, patients: Mapping[str, str], metric: str) -> pd.Series:
    """Average the seeds of each arm, case and organ.

    Args:
        rows: rows of metrics.csv.
        patients: the patient of each case.
        metric: the column.

    Returns:
        One value each for (arm, patient, case, organ), sorted. A seed without a value (nothing there and nothing
        predicted, or not annotated) is left out of the average.

    Raises:
        StudyError: a case has no patient.
    """
    values = rows.dropna(subset=[metric]).groupby(["arm", "case", "organ"])[metric].mean().astype(float)
    table = values.rename("value").reset_index()
    table["patient"] = table["case"].map(dict(patients))
    if table["patient"].isna().any():
        raise StudyError(f"case {table.loc[table['patient'].isna(), 'case'].iloc[0]} is of no patient that is known")
    return table.set_index(["arm", "patient", "case", "organ"])["value"].sort_index()


def over_cases(values: pd.Series) -> pd.Series:
    """The mean over the cases of each patient; NaN is left out. The levels of the index but `case` stay."""
    return _over(values, "case")


def over_organs(values: pd.Series) -> pd.Series:
    """The mean over the organs that have a value. The levels of the index but `organ` stay."""
    return _over(values, "organ")


def by_patient(values: pd.Series, organ: str) -> pd.Series:
    """Average the cases of each patient, for one organ or, where `organ` is `mean`, over the organs.

    The mean over organs is the mean of the patient's organs, each of which is the mean of the patient's cases: an
    organ weighs the same however many scans show it. A patient of whom only some organs have a value has the mean of
    those.

    Args:
        values: index (patient, case, organ), or one with the arm before them; NaN is left out.
        organ: name of an organ, or `mean`.

    Returns:
        Index patient, or (arm, patient), sorted. Patients without a value are not in it.
    """
    organs = over_cases(values)
    if organ == MEAN:
        return over_organs(organs)
    return organs[organs.index.get_level_values("organ") == organ].droplevel("organ")


def of_every_organ(values: pd.Series) -> pd.DataFrame:
    """The numbers of every patient, organ by organ and over the organs.

    Args:
        values: index (arm, patient, case, organ).

    Returns:
        Columns arm, patient, organ and value, sorted; organ `mean` last.
    """
    organs = over_cases(values)
    overall = over_organs(organs).reset_index(name="value").assign(organ=MEAN)
    columns = ["arm", "patient", "organ", "value"]
    return pd.concat([organs.reset_index(name="value")[columns], overall[columns]], ignore_index=True)


def by_arm(values: pd.Series, arms: Sequence[str]) -> pd.DataFrame:
    """One column an arm, in the order of `arms`; NaN where an arm has no value.

    Args:
        values: index (arm, patient, case, organ).
        arms: the columns of the result.
    """
    return values.unstack("arm").reindex(columns=list(arms)).sort_index()


def paired(cells: pd.DataFrame, arms: Sequence[str], organ: str) -> pd.DataFrame:
    """The values of several arms, patient by patient, for one organ or the mean over organs.

    Only a case and organ that has a value in all these arms enters, for all. So a patient's numbers are means over the
    same scans and the same organs, and their difference is one of the arms, not of what was averaged. An organ that one
    arm rightly left empty while the other found a false one has no value in the first (0/0), and therefore counts for
    neither: it stands in the counts of outcomes.

    Args:
        cells: index (patient, case, organ), a column an arm (see `by_arm` and `Cells.together`).
        arms: two or more.
        organ: name of an organ, or `mean`.

    Returns:
        Index patient, sorted, a column an arm; empty where no patient has a value in all.
    """
    return paired_by_organ(cells, arms, [organ])[organ]


def paired_by_organ(cells: pd.DataFrame, arms: Sequence[str], organs: Sequence[str]) -> dict[str, pd.DataFrame]:
    """`paired` of several organs, the mean over organs among them or not, averaging the scans once.

    Args:
        cells: see `paired`.
        arms: two or more.
        organs: names of organs, or `mean`.
    """
    scans = _over(cells[list(arms)].dropna(), "case")
    whose = scans.index.get_level_values("organ")
    return {
        organ: _over(scans, "organ") if organ == MEAN else scans[whose == organ].droplevel("organ") for organ in organs
    }


@dataclass(frozen=True, eq=False)
class Cells:
    """One metric of several arms, case by case and organ by organ: index (patient, case, organ), a column an arm.

    Attributes:
        measured: what enters means: seeds are averaged; NaN where there is no value.
        told_empty: the same, where a seed that rightly leaves an organ empty counts as perfect.
        invented: whether the arm found an organ that is not there, in some seed.
    """

    measured: pd.DataFrame
    told_empty: pd.DataFrame
    invented: pd.DataFrame

    @classmethod
    def of(cls, rows: pd.DataFrame, patients: Mapping[str, str], metric: str, arms: Sequence[str]) -> Self:
        """The cells of a metric.

        Args:
            rows: rows of metrics.csv.
            patients: the patient of each case.
            metric: the column.
            arms: the columns of the result.
        """
        kind = metric_of(metric)
        perfect = kind.limits[1 if kind.higher_is_better else 0]
        empty = rows["outcome"] == Outcome.BOTH_EMPTY
        told_empty = by_arm(by_case(rows.assign(**{metric: rows[metric].mask(empty, perfect)}), patients, metric), arms)
        false = (rows["outcome"] == Outcome.SPURIOUS).astype(float)
        invented = by_arm(by_case(rows.assign(**{metric: false}), patients, metric), arms)
        measured = by_arm(by_case(rows, patients, metric), arms)
        return cls(measured.reindex(told_empty.index), told_empty, invented.reindex(told_empty.index) > 0)

    def together(self, arms: Sequence[str]) -> pd.DataFrame:
        """The values of `arms` as they are compared with each other.

        Where one of them finds an organ that is not there, those that rightly left it empty count as perfect, so that
        the one loses: as a 0/0 they would have no value, and the invention would cost nothing.
        """
        chosen = list(arms)
        values = self.measured[chosen]
        return values.where(~self.invented[chosen].any(axis=1), self.told_empty[chosen])


def _over(values: Values, level: str) -> Values:
    return values.dropna().groupby(level=[name for name in values.index.names if name != level]).mean()
