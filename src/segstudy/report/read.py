"""From a study's folder to the input of its report."""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from segstudy.errors import StudyError
from segstudy.report.benchmarks import read_benchmarks
from segstudy.report.inputs import Arm, CaseFiles, Pictured, ReportInput, StudyFacts
from segstudy.report.laid import lays_views
from segstudy.report.searches import read_searches
from segstudy.report.uncertainty import read_uncertainty

# Names are text even where they look like numbers ("001") or like missing values ("NA").
NAMES = ["arm", "arm_a", "arm_b", "case", "patient", "organ", "image", "label", "orientation", "outcome", "tissue"]
TEXT = [*NAMES, "shape", "spacing_mm", "status", "reason", "method", "metric", "test", "verdict", "normal"]
TEXT += ["check", "value", "expected", "severity", "suggests", "words", "note"]


def read_results(
    folder: str | os.PathLike[str],
    facts: StudyFacts,
    files: Mapping[str, CaseFiles] | None = None,
    predictions: Mapping[tuple[str, str], str] | None = None,
    pictured: Pictured | None = None,
) -> ReportInput:
    """Read what `folder` (results/<study>) holds; what is not there yet stays empty.

    Raises StudyError where a file is there and cannot be read.
    """
    root = Path(folder)
    found: dict[str, Any] = {}
    names = ["cases", "folds", "metrics", "statistics", "summary"]
    tables = dict(zip(names, names, strict=True))
    if facts.settings.comparisons.protocol == "published":  # else it would be from an earlier run
        tables["published"] = "statistics_published"
    for name, file in tables.items():
        table = read_table(root / f"{file}.csv")
        if table is not None:
            found[name] = table
    return ReportInput(
        facts=facts,
        **found,
        words=tuple(str(sentence) for sentence in _read_json(root / "statistics_words.json") or ()),
        transform=_read_json(root / "correction" / "transform.json"),
        quality=read_table(root / "correction" / "quality.csv"),
        findings=read_table(root / "correction" / "findings.csv"),
        searches=read_searches(root, facts.settings),
        uncertainty=read_uncertainty(root, facts.settings),
        centers=read_table(root / "centers.csv") if lays_views(facts.settings) else None,
        outside=_read_outside(root / "evaluated_on", facts),
        tissues=_read_tissues(root / "tissues", facts),
        histories=_read_histories(root / "trained"),
        benchmarks=read_benchmarks(root / "benchmarks"),
        provenance=_read_json(root / "provenance.json") or {},
        files=dict(files or {}),
        predictions=dict(predictions or {}),
        pictured=pictured,
    )


def arms_from(rows: Sequence[Mapping[str, Any]]) -> tuple[Arm, ...]:
    """Arms from plain dicts; `training` is the name of a training, or a list of one a seed."""
    arms = []
    for row in rows:
        told = row.get("training") or ()
        trainings = (told,) if isinstance(told, str) else tuple(told)
        known = ("name", "model", "preparation", "augmentation", "postprocessing", "training_fraction", "family")
        arms.append(
            Arm(
                **{key: row[key] for key in known if key in row},
                trainings=trainings,
                hyperparameters=dict(row.get("hyperparameters") or {}),
                training_patients=tuple(row.get("training_patients") or ()),
                inferred=tuple(row.get("inferred") or ()),
            )
        )
    return tuple(arms)


def facts_from(told: Mapping[str, Any]) -> StudyFacts:
    """From plain values: config (the study's settings) and arms."""
    config = told["config"]
    return StudyFacts(
        study=config["study"],
        config=config,
        organs=config["data"]["organs"],
        arms=arms_from(told["arms"]),
        baseline=config["comparisons"]["baseline"],
        alpha=config["comparisons"]["alpha"],
        is_phantom=config["data"]["layout"] == "phantom",
        is_pictures=config["data"]["layout"] == "images",
    )


def files_from(told: Mapping[str, Any]) -> tuple[dict[str, CaseFiles], dict[tuple[str, str], str]]:
    """From plain values: files ({case: paths}) and predictions ([[arm, case, path], …])."""
    files = {case: CaseFiles(**paths) for case, paths in told["files"].items()}
    return files, {(arm, case): path for arm, case, path in told["predictions"]}


def pictured_from(told: Mapping[str, Any]) -> Pictured:
    """From plain values: case, prepared ({name: stem}) and augmented ([[preparation, augmentation, stem], …])."""
    augmented = {(preparation, name): stem for preparation, name, stem in told["augmented"]}
    return Pictured(told["case"], dict(told["prepared"]), augmented)


def read_table(path: Path) -> pd.DataFrame | None:
    """Read a CSV; names stay text, an empty text is "". None where there is no file."""
    if not path.exists():
        return None
    try:
        table = pd.read_csv(path, dtype=dict.fromkeys(TEXT, "object"), keep_default_na=False, na_values={})
    except (OSError, ValueError) as error:
        raise StudyError(f"{path}: cannot be read as a table ({error}); delete it and run again") from error
    for column in table.columns.difference(TEXT):
        converted = pd.to_numeric(table[column], errors="coerce")
        if (converted.notna() | table[column].isin(["", "nan", "NaN", "NA"])).all():
            table[column] = converted
    return table


def _read_json(path: Path) -> Any:
    if not path.exists():
        return None
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise StudyError(f"{path}: cannot be read as JSON ({error}); delete it and run again") from error


def _read_outside(folder: Path, facts: StudyFacts) -> dict[str, pd.DataFrame]:
    tables = {name: read_table(folder / f"{name}.csv") for name in facts.settings.evaluate_on}
    return {name: table for name, table in tables.items() if table is not None}


def _read_tissues(folder: Path, facts: StudyFacts) -> pd.DataFrame | None:
    tables = [read_table(path) for path in sorted(folder.glob("**/*.csv"))] if facts.settings.tissues else []
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
            histories[training, int(fold)] = read_table(path)
    return dict(sorted(histories.items()))
