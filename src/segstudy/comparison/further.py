"""All that the report shows beside statistics.csv and summary.csv."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from segstudy.comparison.agreement import agreement_table
from segstudy.comparison.by_set import set_statistics
from segstudy.comparison.center_effects import center_cases, center_effects
from segstudy.comparison.components import component_table
from segstudy.comparison.effects import effect_table
from segstudy.comparison.every_pair import pair_table
from segstudy.comparison.learning import learning_table
from segstudy.comparison.means import mean_table, nsd_table, outside_mean_table, set_mean_table
from segstudy.comparison.pareto import pareto_table
from segstudy.comparison.ranks import rank_table
from segstudy.comparison.reference_results import reference_result_table
from segstudy.comparison.spec import DescriptionSpec
from segstudy.comparison.subgroups import subgroup_table
from segstudy.comparison.thresholded_jaccard import representation_table
from segstudy.comparison.tradeoffs import tradeoff_table
from segstudy.comparison.volume_errors import volume_errors
from segstudy.tables.frames import frame, read_frame
from segstudy.tables.further_statistics import FURTHER


def _empty(name: str) -> pd.DataFrame:
    return field(default_factory=lambda: frame(FURTHER[name]))


@dataclass(frozen=True, eq=False)
class FurtherStatistics:
    """The tables of `segstudy.tables.further_statistics`, each empty where a study has none."""

    means: pd.DataFrame = _empty("means")
    outside_means: pd.DataFrame = _empty("outside_means")
    outside_folds: pd.DataFrame = _empty("outside_folds")
    nsd: pd.DataFrame = _empty("nsd")
    set_means: pd.DataFrame = _empty("set_means")
    set_statistics: pd.DataFrame = _empty("set_statistics")
    ranks: pd.DataFrame = _empty("ranks")
    effects: pd.DataFrame = _empty("effects")
    components: pd.DataFrame = _empty("components")
    pairs: pd.DataFrame = _empty("pairs")
    learning: pd.DataFrame = _empty("learning")
    representations: pd.DataFrame = _empty("representations")
    volume_errors: pd.DataFrame = _empty("volume_errors")
    agreement: pd.DataFrame = _empty("agreement")
    tradeoffs: pd.DataFrame = _empty("tradeoffs")
    pareto: pd.DataFrame = _empty("pareto")
    center_cases: pd.DataFrame = _empty("center_cases")
    center_effects: pd.DataFrame = _empty("center_effects")
    without_suspects: pd.DataFrame = _empty("without_suspects")
    subgroups: pd.DataFrame = _empty("subgroups")
    reference_results: pd.DataFrame = _empty("reference_results")


def read_further(folder: str | os.PathLike[str], without: Iterable[str] = ()) -> FurtherStatistics:
    """Read the tables of a study's folder.

    Args:
        folder: results/<study>.
        without: tables that the study does not have; such a file would be from an earlier run.

    Returns:
        The tables; those whose file is not there are empty.

    Raises:
        StudyError: a file is no such table.
    """
    files = {name: Path(folder) / table.name for name, table in FURTHER.items() if name not in set(without)}
    return FurtherStatistics(**{name: read_frame(path, FURTHER[name]) for name, path in files.items() if path.exists()})


def further_statistics(
    spec: DescriptionSpec,
    metrics: pd.DataFrame,
    cases: pd.DataFrame,
    summary: pd.DataFrame,
    complete: Iterable[str],
    tissues: pd.DataFrame | None = None,
    centers: pd.DataFrame | None = None,
    outside: Mapping[str, pd.DataFrame] | None = None,
    nsd: pd.DataFrame | None = None,
) -> FurtherStatistics:
    """Compute all tables at once, as the jobs of a study do one by one.

    Args:
        spec: the study.
        metrics: metrics.csv; arms without rows are left out.
        cases: cases.csv.
        summary: summary.csv.
        complete: the arms that were measured on every case: only those can be ranked.
        tissues: the tables of all arms' tissues; None where none was measured.
        centers: centers.csv; None where no arm is a region-of-interest source.
        outside: the metrics of each set that the study is only tested on.
        nsd: NSD at several tolerances of all arms; None where none is asked for.
    """
    study = spec.study
    means = mean_table(metrics, spec.metrics, study)
    errors = volume_errors(metrics, cases, tissues, spec.organ_of_tissue, study)
    whole = metrics[metrics["arm"].isin(list(complete))]
    ranks = rank_table(whole, study)
    placed = frame(FURTHER["center_cases"])
    if centers is not None:
        placed = center_cases(metrics, centers, spec.sources, spec.unit, study)
    published = frame(FURTHER["reference_results"])
    if spec.reference is not None:
        published = reference_result_table(means, spec.reference, study.arms)
    return FurtherStatistics(
        means=means,
        outside_means=outside_mean_table(outside or {}, spec),
        set_means=set_mean_table(metrics, spec),
        set_statistics=set_statistics(metrics, outside or {}, spec),
        nsd=frame(FURTHER["nsd"]) if nsd is None else nsd_table(nsd, study),
        ranks=ranks,
        effects=effect_table(whole, study),
        components=component_table(whole, study),
        pairs=pair_table(metrics, ranks, study),
        learning=learning_table(means, spec.learners, study.organs),
        representations=representation_table(metrics, study),
        volume_errors=errors,
        agreement=agreement_table(errors, study),
        tradeoffs=tradeoff_table(errors, metrics, study),
        pareto=pareto_table(summary) if "dice_mean" in summary else frame(FURTHER["pareto"]),
        center_cases=placed,
        center_effects=center_effects(placed, study),
        subgroups=subgroup_table(metrics, spec.subgroups, study),
        reference_results=published,
    )
