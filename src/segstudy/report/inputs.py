"""What a report is made of: the study's tables in memory, and where its volumes are."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from segstudy.config.study import StudySettings, read_study
from segstudy.report.searches import SearchPart
from segstudy.report.uncertainty import UncertaintyTables

CASE_COLUMNS = ["case", "patient", "image", "label", "shape", "spacing_mm", "orientation", "status", "reason"]
METRIC_COLUMNS = ["arm", "fold", "seed", "case", "organ", "outcome"]
STATISTICS_COLUMNS = (
    ["metric", "organ", "arm_a", "arm_b", "patients", "mean_a", "mean_b", "difference", "ci_low", "ci_high"]
    + ["normal", "test", "statistic", "dof", "p", "p_holm", "effect_size", "p_attainable", "verdict"]
)  # fmt: skip
BENCHMARK_COLUMNS = ["rule", "job", "seconds", "memory_mb", "cpu_seconds"]


@dataclass(frozen=True)
class Arm:
    """One row of the study's table.

    model: the model's name, or `{name: {argument: value}}`.
    trainings: names of its trainings, one a seed.
    hyperparameters: those of the training, the same in every fold.
    training_fraction: the share of the training patients it learned from. family: the arm that differs from it
        in nothing but that, with the largest share. training_patients: how many it learned from, fold by fold.
    inferred: the folders of what its networks predict, one a seed.
    """

    name: str
    model: str | dict[str, Any] = ""
    preparation: str = ""
    augmentation: str | None = None
    postprocessing: str | None = None
    trainings: tuple[str, ...] = ()
    hyperparameters: dict[str, Any] = field(default_factory=dict)
    training_fraction: float = 1.0
    family: str = ""
    training_patients: tuple[int, ...] = ()
    inferred: tuple[str, ...] = ()


@dataclass(frozen=True)
class CaseFiles:
    """Paths of a case's volumes; None where there is none.

    reference: the label map that metrics used (the corrected one where the study corrects).
    handed_out: the label map as it came.
    """

    image: str | None = None
    reference: str | None = None
    handed_out: str | None = None


@dataclass(frozen=True)
class Pictured:
    """A case as networks see it: stems of its caches by preparation, and by (preparation, augmentation)."""

    case: str
    prepared: dict[str, str] = field(default_factory=dict)
    augmented: dict[tuple[str, str], str] = field(default_factory=dict)


@dataclass(frozen=True)
class StudyFacts:
    """What the configuration says; `organs` maps names to label integers, in the study's order."""

    study: str
    config: dict[str, Any]
    organs: dict[str, int]
    arms: tuple[Arm, ...]
    baseline: str
    alpha: float = 0.05
    is_phantom: bool = False
    is_pictures: bool = False

    @cached_property
    def settings(self) -> StudySettings:
        """`config`, typed. Raises StudyError where it is no configuration of a study."""
        return read_study(self.config)


def _empty(columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame(columns=columns)


@dataclass(frozen=True, eq=False)
class ReportInput:
    """Everything a report shows. What a study does not have yet is an empty table or None.

    facts: the configuration's side.
    cases, folds, metrics, statistics, summary: the tables of the study's folder, as they are there.
    words: one sentence for each row of `statistics`.
    published: the same comparisons by a published protocol; empty where the study repeats none.
    transform, quality: how labels were corrected; None where the study does not correct.
    findings: what speaks against which label, worst first; None where nobody looked.
    searches: what each part of each search found.
    outside: as `metrics`, of each set that is only tested on.
    tissues: volumes of tissues within organs, predicted and drawn; None where the study asks for none.
    uncertainty: how sure the arms are; None where no arm was asked.
    centers: how far off the centers are that arms lay for the views of others; None where none does.
    histories: the epochs of each (training, fold).
    benchmarks: one row a job: rule, job (its path below the rule), seconds, memory_mb (peak), cpu_seconds.
    provenance: versions, hardware, seeds, hashes, as recorded.
    files: the volumes of each case. predictions: paths by (arm, case).
    pictured: the one case whose prepared and augmented slices are shown; None where there is none.
    """

    facts: StudyFacts
    cases: pd.DataFrame = field(default_factory=lambda: _empty(CASE_COLUMNS))
    folds: pd.DataFrame = field(default_factory=lambda: _empty(["case", "patient", "fold"]))
    metrics: pd.DataFrame = field(default_factory=lambda: _empty(METRIC_COLUMNS))
    statistics: pd.DataFrame = field(default_factory=lambda: _empty(STATISTICS_COLUMNS))
    words: tuple[str, ...] = ()
    published: pd.DataFrame = field(default_factory=lambda: _empty(STATISTICS_COLUMNS))
    summary: pd.DataFrame = field(default_factory=lambda: _empty(["arm"]))
    transform: dict[str, Any] | None = None
    quality: pd.DataFrame | None = None
    findings: pd.DataFrame | None = None
    searches: tuple[SearchPart, ...] = ()
    uncertainty: UncertaintyTables | None = None
    centers: pd.DataFrame | None = None
    tissues: pd.DataFrame | None = None
    outside: dict[str, pd.DataFrame] = field(default_factory=dict)
    histories: dict[tuple[str, int], pd.DataFrame] = field(default_factory=dict)
    benchmarks: pd.DataFrame = field(default_factory=lambda: _empty(BENCHMARK_COLUMNS))
    provenance: dict[str, Any] = field(default_factory=dict)
    files: dict[str, CaseFiles] = field(default_factory=dict)
    predictions: dict[tuple[str, str], str] = field(default_factory=dict)
    pictured: Pictured | None = None

    @property
    def arm_names(self) -> list[str]:
        """The arms, in the study's order."""
        return [arm.name for arm in self.facts.arms]

    @property
    def used(self) -> pd.DataFrame:
        """The rows of `cases` that the study learns from and holds out; not those it is only tested on."""
        elsewhere = {case for table in self.outside.values() for case in table["case"]}
        return self.cases[(self.cases["status"] == "ok") & ~self.cases["case"].isin(elsewhere)]

    @property
    def patients(self) -> dict[str, str]:
        """The patient of each case."""
        tables = [self.cases[["case", "patient"]], self.folds[["case", "patient"]]]
        return {case: patient for table in tables for case, patient in table.itertuples(index=False)}
