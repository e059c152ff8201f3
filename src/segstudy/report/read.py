"""From a study's folder to the input of its report."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from segstudy.comparison.further import read_further
from segstudy.config.checks.study import study_from_spec
from segstudy.plan.hyperparameters import Hyperparameters
from segstudy.plan.region_sources import has_region_sources
from segstudy.report.benchmarks import read_benchmarks
from segstudy.report.inputs import Arm, CaseFiles, NetworkInput, ReportInput, StudyFacts
from segstudy.report.searches import read_searches
from segstudy.report.uncertainty import read_uncertainty
from segstudy.running.errors import StudyError
from segstudy.tables.case_warnings import CASE_WARNINGS
from segstudy.tables.cases import CASES, FOLDS
from segstudy.tables.ceilings import ceilings_table
from segstudy.tables.centers import centers_table
from segstudy.tables.correction import FINDINGS, QUALITY
from segstudy.tables.frames import read_frame
from segstudy.tables.further_statistics import GROWING
from segstudy.tables.label_audit import LABEL_AUDIT
from segstudy.tables.metrics_frame import read_metrics_frame
from segstudy.tables.next_to_label import NEXT_TO_LABEL
from segstudy.tables.nsd import NSD_TABLE
from segstudy.tables.statistics import STATISTICS
from segstudy.tables.summary import summary_table
from segstudy.tables.table import Table
from segstudy.tables.tissues import TISSUES
from segstudy.tables.training import HISTORY


def read_results(
    folder: str | os.PathLike[str],
    facts: StudyFacts,
    files: Mapping[str, CaseFiles] | None = None,
    predictions: Mapping[tuple[str, str], str] | None = None,
    network_input: NetworkInput | None = None,
) -> ReportInput:
    """Read what the folder of a finished study holds; what is not there yet stays empty.

    Args:
        folder: results/<study>.
        facts: what the configuration says.
        files: the volumes of each case.
        predictions: paths by (arm, case).
        network_input: the case whose prepared and augmented slices are shown.

    Raises:
        StudyError: a file is there and cannot be read.
    """
    root = Path(folder)
    read = read_unmeasured(root, facts, files, predictions, network_input)
    tables = {
        "metrics": _metrics(root / "metrics.csv"),
        "statistics": _table(root / "statistics.csv", STATISTICS),
        "summary": _table(root / "summary.csv", summary_table(facts.organs, facts.settings.data.unit)),
    }
    if facts.settings.comparisons.protocol == "published":  # else it would be from an earlier run
        tables["published"] = _table(root / "statistics_published.csv", STATISTICS)
    return replace(
        read,
        **{name: table for name, table in tables.items() if table is not None},
        words=tuple(str(sentence) for sentence in _read_json(root / "statistics_words.json") or ()),
        further=read_further(root, _absent(facts)),
    )


def read_unmeasured(
    folder: str | os.PathLike[str],
    facts: StudyFacts,
    files: Mapping[str, CaseFiles] | None = None,
    predictions: Mapping[tuple[str, str], str] | None = None,
    network_input: NetworkInput | None = None,
) -> ReportInput:
    """As `read_results`, but without the metrics of the study and what was computed of them."""
    root = Path(folder)
    known = {"cases": CASES, "case_warnings": CASE_WARNINGS, "folds": FOLDS}
    tables = {name: _table(root / table.name, table) for name, table in known.items()}
    centers = centers_table(facts.settings.data.unit)
    return ReportInput(
        facts=facts,
        **{name: table for name, table in tables.items() if table is not None},
        transform=_read_json(root / "correction" / "transform.json"),
        quality=_table(root / "correction" / "quality.csv", QUALITY),
        findings=_table(root / "correction" / "findings.csv", FINDINGS),
        label_audit=_table(root / "label_audit.csv", LABEL_AUDIT) if _has_trained(facts) else None,
        next_to_label=_table(root / "next_to_label.csv", NEXT_TO_LABEL) if _has_trained(facts) else None,
        searches=read_searches(root, facts.settings),
        uncertainty=read_uncertainty(root, facts.settings),
        ceilings=_table(root / "ceilings.csv", ceilings_table(facts.settings.data.unit)),
        centers=_table(root / "centers.csv", centers) if has_region_sources(facts.settings) else None,
        outside=_read_outside(root / "evaluated_on", facts),
        tissues=_read_runs(root / "tissues", TISSUES, facts) if facts.settings.tissues else None,
        nsd=_read_runs(root / "nsd", NSD_TABLE, facts) if facts.settings.evaluation.nsd_at_mm else None,
        growing=_table(root / "growing.csv", GROWING) if facts.settings.grow else None,
        histories=_read_histories(root / "trained"),
        benchmarks=read_benchmarks(root),
        provenance=_read_json(root / "provenance.json") or {},
        files=dict(files or {}),
        predictions=dict(predictions or {}),
        network_input=network_input,
    )


def _absent(facts: StudyFacts) -> list[str]:
    """The tables of further statistics that this study does not have."""
    settings = facts.settings
    has = {
        "effects": facts.has_grid,
        "components": settings.seeds > 1,
        "outside_means": bool(settings.evaluate_on),
        "outside_folds": bool(settings.evaluate_on),
        "set_means": bool(settings.data_sets),
        "set_statistics": bool(settings.data_sets or settings.evaluate_on),
        "nsd": bool(settings.evaluation.nsd_at_mm),
        "center_cases": has_region_sources(settings),
        "center_effects": has_region_sources(settings),
        "without_suspects": _has_trained(facts),
        "subgroups": bool(settings.comparisons.subgroups),
        "reference_results": settings.reference_results is not None,
    }
    return [name for name, there in has.items() if not there]


def _has_trained(facts: StudyFacts) -> bool:
    return any(arm.trainings for arm in facts.arms)


def arms_from(rows: Sequence[Mapping[str, Any]]) -> tuple[Arm, ...]:
    """Arms from plain dicts; `training` is the name of a training, or a list of one a seed."""
    arms = []
    for row in rows:
        trainings = row.get("training") or ()
        known = ("name", "model", "preparation", "augmentation", "postprocessing", "training_fraction")
        arms.append(
            Arm(
                **{key: row[key] for key in known if key in row},
                trainings=(trainings,) if isinstance(trainings, str) else tuple(trainings),
                hyperparameters=Hyperparameters.from_plain(row.get("hyperparameters") or {}).in_full(),
                inferred=tuple(row.get("inferred") or ()),
            )
        )
    return tuple(arms)


def facts_from(spec: Mapping[str, Any]) -> StudyFacts:
    """From plain values: config (the study's spec) and arms."""
    settings = study_from_spec(spec["config"])
    return StudyFacts(
        study=settings.study,
        config=spec["config"],
        organs=settings.data.organs,
        arms=arms_from(spec["arms"]),
        baseline=settings.comparisons.baseline,
        alpha=settings.comparisons.alpha,
        is_phantom=settings.data.is_phantom,
        are_2d_images=settings.data.are_2d_images,
        has_grid=bool(spec.get("has_grid")),
    )


def files_from(spec: Mapping[str, Any]) -> tuple[dict[str, CaseFiles], dict[tuple[str, str], str]]:
    """From plain values: files ({case: paths}) and predictions ([[arm, case, path], …])."""
    files = {case: CaseFiles(**paths) for case, paths in spec["files"].items()}
    return files, {(arm, case): path for arm, case, path in spec["predictions"]}


def network_input_from(spec: Mapping[str, Any]) -> NetworkInput:
    """From plain values: case, prepared ({name: stem}) and augmented ([[preparation, augmentation, stem], …])."""
    augmented = {(preparation, name): stem for preparation, name, stem in spec["augmented"]}
    return NetworkInput(spec["case"], dict(spec["prepared"]), augmented)


def _table(path: Path, table: Table) -> pd.DataFrame | None:
    return read_frame(path, table) if path.exists() else None


def _metrics(path: Path) -> pd.DataFrame | None:
    return read_metrics_frame(path) if path.exists() else None


def _read_json(path: Path) -> Any:
    if not path.exists():
        return None
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise StudyError(f"{path}: cannot be read as JSON ({error}); delete it and run again") from error


def _read_outside(folder: Path, facts: StudyFacts) -> dict[str, pd.DataFrame]:
    tables = {name: _metrics(folder / f"{name}.csv") for name in facts.settings.evaluate_on}
    return {name: table for name, table in tables.items() if table is not None}


def _read_runs(folder: Path, kind: Table, facts: StudyFacts) -> pd.DataFrame | None:
    """The tables of all arms in a folder, as one."""
    tables = [read_frame(path, kind) for path in sorted(folder.glob("**/[!.]*.csv"))]
    if not tables:
        return None
    table = pd.concat(tables, ignore_index=True)
    return table[table["arm"].isin([arm.name for arm in facts.arms])]  # not what an earlier configuration left


def _read_histories(trained: Path) -> dict[tuple[str, int], pd.DataFrame]:
    histories = {}
    for path in sorted(trained.glob("**/fold-*/history.csv")):
        fold = path.parent.name.removeprefix("fold-")
        if fold.isdigit():
            training = path.parent.parent.relative_to(trained).as_posix()
            histories[training, int(fold)] = read_frame(path, HISTORY)
    return dict(sorted(histories.items()))
