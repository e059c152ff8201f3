"""From a study's files to the records that are published."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from segstudy.config.sections.preparation import PreparationSettings
from segstudy.tables.frames import read_frame
from segstudy.tables.metrics import metric_columns, unit_of
from segstudy.tables.metrics_frame import read_metrics_frame
from segstudy.tables.summary import summary_table
from segstudy.tables.training import HISTORY
from segstudy.tracking.record import Record, flattened

# What a training was made with, in its model.yaml; how nnU-Net planned it is in the file itself.
MADE_WITH = ("model", "arguments", "trainer", "configuration", "preparation", "augmentation", "settings", "seed")
COUNTS = ("reference_voxels", "predicted_voxels")
TRAINED = ("weights.safetensors", "model.yaml", "history.csv", "cost.json")
STUDY = ("report.html", "summary.csv", "statistics.csv", "metrics.csv", "provenance.json")


def _numbers(values: Mapping[str, Any]) -> list[tuple[str, float, int]]:
    numbers = ((key, value) for key, value in values.items() if isinstance(value, int | float | np.number))
    return [(key, float(value), 0) for key, value in numbers if np.isfinite(value)]


def training_record(folder: Path, name: str, fold: int) -> Record:
    """One training on one fold: what it was made with, its curves, its cost and its network."""
    model = yaml.safe_load((folder / "model.yaml").read_text(encoding="utf-8"))
    made_with = {key: model[key] for key in MADE_WITH if model.get(key) is not None}
    if "preparation" in made_with:
        made_with["preparation"] = PreparationSettings.from_spec(made_with["preparation"]).model_dump(mode="json")
    history = HISTORY.read(folder / HISTORY.name)
    curves = [
        (column, float(row[column]), int(row["epoch"]))
        for column in HISTORY.names
        for row in history
        if column != "epoch" and np.isfinite(row[column])
    ]
    cost = json.loads((folder / "cost.json").read_text(encoding="utf-8"))
    return Record(
        name=f"{name}/fold-{fold}",
        kind="training",
        parameters=flattened({**made_with, "fold": fold, "training": name}),
        metrics=[*curves, *((f"cost/{key}", value, step) for key, value, step in _numbers(cost))],
        files=[(folder / file, "network" if file in TRAINED[:2] else "") for file in TRAINED],
        ended=(folder / "cost.json").stat().st_mtime,
        seconds=cost["seconds"],
    )


def arm_record(arm: Mapping[str, Any], metrics: pd.DataFrame, summary: pd.DataFrame) -> Record:
    """One arm: how it was made, its row of the summary, and its metrics by fold and organ (means over cases).

    Args:
        arm: How the arm is made, with its name.
        metrics: `metrics.csv`.
        summary: `summary.csv`.
    """
    own = metrics[metrics["arm"] == arm["name"]]
    values: list[tuple[str, Any]] = []
    for name in (*metric_columns(unit_of(own.columns)), *COUNTS):
        means = own.groupby(["fold", "organ"])[name].mean()
        values += [(f"{name}/{organ}/fold-{fold}", value) for (fold, organ), value in means.items()]
    row = summary[summary["arm"] == arm["name"]].iloc[0]
    values += [(f"summary/{key}", value) for key, value in row.drop("arm").items()]
    return Record(arm["name"], "arm", flattened(arm), _numbers(dict(values)))


def study_records(
    results: Path, study: str, arms: Sequence[Mapping[str, Any]], trainings: Iterable[str], folds: Iterable[int]
) -> list[Record]:
    """All that a finished study publishes: its trainings, its arms, and itself with report and tables."""
    numbers = list(folds)
    metrics = read_metrics_frame(results / "metrics.csv")
    described = summary_table(metrics["organ"].unique(), unit_of(metrics.columns))
    summary = read_frame(results / described.name, described)
    provenance = json.loads((results / "provenance.json").read_text(encoding="utf-8"))
    keys = ("code", "python", "seeds", "hardware", "data_versions")
    parameters = {key: provenance[key] for key in keys if key in provenance}
    return [
        *(training_record(results / f"trained/{name}/fold-{n}", name, n) for name in trainings for n in numbers),
        *(arm_record(arm, metrics, summary) for arm in arms),
        Record(study, "study", flattened(parameters), files=[(results / name, "") for name in STUDY]),
    ]
