"""What a report is made of: the study's tables in memory, and where its volumes are."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from segstudy.comparison.further import FurtherStatistics
from segstudy.config.checks.study import study_from_spec
from segstudy.config.sections.study import StudySettings
from segstudy.models.registry import segments
from segstudy.report.searches import SearchPart
from segstudy.report.uncertainty import UncertaintyTables
from segstudy.tables.case_warnings import CASE_WARNINGS
from segstudy.tables.cases import CASES, FOLDS
from segstudy.tables.frames import frame
from segstudy.tables.measurements import metrics_table
from segstudy.tables.statistics import STATISTICS
from segstudy.tables.summary import summary_table
from segstudy.tables.table import Table

BENCHMARK_COLUMNS = ["rule", "job", "seconds", "memory_mb", "cpu_seconds"]


@dataclass(frozen=True)
class Arm:
    """One row of the study's table.

    Attributes:
        name: Unique in the study.
        model: The model's name, or `{name: {argument: value}}`.
        preparation: Its name.
        augmentation: Its name; None without any.
        postprocessing: Its name; None without any.
        trainings: Names of its trainings, one a seed.
        hyperparameters: Those of the training, the same in every fold.
        training_fraction: The share of the training patients it learned from.
        inferred: The folders of what its networks predict, one a seed.
    """

    name: str
    model: str | dict[str, Any] = ""
    preparation: str = ""
    augmentation: str | None = None
    postprocessing: str | None = None
    trainings: tuple[str, ...] = ()
    hyperparameters: dict[str, Any] = field(default_factory=dict)
    training_fraction: float = 1.0
    inferred: tuple[str, ...] = ()


@dataclass(frozen=True)
class CaseFiles:
    """Paths of a case's volumes; None where there is none.

    Attributes:
        image: The scan.
        reference: The label map that metrics used (the corrected one where the study corrects).
        original: The label map as it was handed in.
        picture: Of a 2D image, the file that the scan was made from.
    """

    image: str | None = None
    reference: str | None = None
    original: str | None = None
    picture: str | None = None


@dataclass(frozen=True)
class NetworkInput:
    """A case as networks see it: stems of its caches by preparation, and by (preparation, augmentation)."""

    case: str
    prepared: dict[str, str] = field(default_factory=dict)
    augmented: dict[tuple[str, str], str] = field(default_factory=dict)


@dataclass(frozen=True)
class StudyFacts:
    """What the configuration says.

    Attributes:
        study: Its name.
        config: Its spec.
        organs: Label integers by name, in the study's order.
        arms: In the study's order.
        baseline: An arm's name.
        alpha: Of the tests.
        is_phantom: Whether the scans are a program's.
        are_2d_images: Whether the cases are 2D images.
        has_grid: Whether arms are the rows of a `grid:`.
    """

    study: str
    config: dict[str, Any]
    organs: dict[str, int]
    arms: tuple[Arm, ...]
    baseline: str
    alpha: float = 0.05
    is_phantom: bool = False
    are_2d_images: bool = False
    has_grid: bool = False

    @cached_property
    def settings(self) -> StudySettings:
        """`config`, typed.

        Raises:
            StudyError: It is no configuration of a study.
        """
        return study_from_spec(self.config)


def _empty(table: Table) -> Any:
    return field(default_factory=lambda: frame(table))


@dataclass(frozen=True, eq=False)
class ReportInput:
    """Everything a report shows. What a study does not have yet is an empty table or None.

    Attributes:
        facts: The configuration's side.
        cases: cases.csv.
        case_warnings: case_warnings.csv.
        folds: folds.csv.
        metrics: metrics.csv.
        statistics: statistics.csv.
        words: One sentence for each row of `statistics`.
        published: The same comparisons by a published protocol; empty where the study repeats none.
        summary: summary.csv.
        further: What was computed of the metrics besides; the report computes no statistic itself.
        transform: How labels were displaced; None where the study does not correct.
        quality: How well each method corrects; likewise.
        findings: What speaks against which label, worst first; None where nobody looked.
        label_audit: Which labels are probably wrong, likeliest first; None where no network was held out from any.
        next_to_label: Which case without a label map to draw next; None where there is none, or no network.
        searches: The outcome of each part of each search.
        uncertainty: How sure the arms are; None where no arm was asked.
        ceilings: What networks could reach with each preparation; None where nothing is prepared for any.
        centers: How far off the centers are that region-of-interest sources placed; None without any.
        tissues: Volumes of tissues within organs, predicted and drawn; None where the study asks for none.
        nsd: NSD at several tolerances; None where the study asks for none.
        outside: As `metrics`, of each set that is only tested on.
        histories: The epochs of each (training, fold).
        benchmarks: One row a job: rule, job (its path below the rule), seconds, memory_mb (peak), cpu_seconds.
        provenance: Versions, hardware, seeds, hashes, as recorded.
        files: The volumes of each case.
        predictions: Paths by (arm, case).
        network_input: The case whose prepared and augmented slices are shown; None where there is none.
    """

    facts: StudyFacts
    cases: pd.DataFrame = _empty(CASES)
    case_warnings: pd.DataFrame = _empty(CASE_WARNINGS)
    folds: pd.DataFrame = _empty(FOLDS)
    metrics: pd.DataFrame = _empty(metrics_table())
    statistics: pd.DataFrame = _empty(STATISTICS)
    words: tuple[str, ...] = ()
    published: pd.DataFrame = _empty(STATISTICS)
    summary: pd.DataFrame = _empty(summary_table(()))
    further: FurtherStatistics = field(default_factory=FurtherStatistics)
    transform: dict[str, Any] | None = None
    quality: pd.DataFrame | None = None
    findings: pd.DataFrame | None = None
    label_audit: pd.DataFrame | None = None
    next_to_label: pd.DataFrame | None = None
    searches: tuple[SearchPart, ...] = ()
    uncertainty: UncertaintyTables | None = None
    ceilings: pd.DataFrame | None = None
    centers: pd.DataFrame | None = None
    tissues: pd.DataFrame | None = None
    nsd: pd.DataFrame | None = None
    growing: pd.DataFrame | None = None
    outside: dict[str, pd.DataFrame] = field(default_factory=dict)
    histories: dict[tuple[str, int], pd.DataFrame] = field(default_factory=dict)
    benchmarks: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=BENCHMARK_COLUMNS))
    provenance: dict[str, Any] = field(default_factory=dict)
    files: dict[str, CaseFiles] = field(default_factory=dict)
    predictions: dict[tuple[str, str], str] = field(default_factory=dict)
    network_input: NetworkInput | None = None

    @property
    def arm_names(self) -> list[str]:
        """The arms that segment, in the study's order."""
        models = {arm.name: arm.model_name for arm in self.facts.settings.arms}
        return [arm.name for arm in self.facts.arms if segments(models.get(arm.name, ""))]

    @property
    def used(self) -> pd.DataFrame:
        """The rows of `cases` that the study learns from and holds out; not those it is only tested on."""
        elsewhere = {case for table in self.outside.values() for case in table["case"]}
        return self.cases[(self.cases["status"] == "ok") & ~self.cases["case"].isin(elsewhere)]

    @property
    def unlabeled(self) -> pd.DataFrame:
        """The rows of `cases` that have no label map: predicted, and not measured."""
        return self.cases[self.cases["status"] == "unlabeled"]

    @cached_property
    def patients(self) -> dict[str, str]:
        """The patient of each case."""
        tables = [self.cases[["case", "patient"]], self.folds[["case", "patient"]]]
        return {case: patient for table in tables for case, patient in table.itertuples(index=False)}
