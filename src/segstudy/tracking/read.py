"""From a study's files to the records that are published."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from segstudy.tracking.record import Record, flattened

# What a training was made with, in its model.yaml; how nnU-Net planned it is in the file itself.
TOLD = ("model", "arguments", "trainer", "configuration", "preparation", "augmentation", "settings", "seed")
NAMES = ("arm", "fold", "seed", "case", "organ", "outcome")
TRAINED = ("weights.safetensors", "model.yaml", "history.csv", "cost.json")
STUDY = ("report.html", "summary.csv", "statistics.csv", "metrics.csv", "provenance.json")


def _numbers(values: Mapping[str, Any]) -> list[tuple[str, float, int]]:
    numbers = ((key, value) for key, value in values.items() if isinstance(value, int | float | np.number))
    return [(key, float(value), 0) for key, value in numbers if np.isfinite(value)]


def training_record(folder: Path, name: str, fold: int) -> Record:
    """One training on one fold: what it was made with, its curves, its cost and its network."""
    model = yaml.safe_load((folder / "model.yaml").read_text(encoding="utf-8"))
    told = {key: model[key] for key in TOLD if model.get(key) is not None}
    history = pd.read_csv(folder / "history.csv")
    curves = [
        (column, float(value), int(epoch))
        for column in history.columns.drop("epoch")
        for epoch, value in zip(history["epoch"], history[column], strict=True)
        if np.isfinite(value)
    ]
    cost = json.loads((folder / "cost.json").read_text(encoding="utf-8"))
    return Record(
        name=f"{name}/fold-{fold}",
        kind="training",
        parameters=flattened({**told, "fold": fold, "training": name}),
        metrics=[*curves, *((f"cost/{key}", value, step) for key, value, step in _numbers(cost))],
        files=[(folder / file, "network" if file in TRAINED[:2] else "") for file in TRAINED],
        ended=(folder / "cost.json").stat().st_mtime,
        seconds=cost["seconds"],
    )


def arm_record(arm: Mapping[str, Any], metrics: pd.DataFrame, summary: pd.DataFrame) -> Record:
    """One arm: how it was made, its row of the summary, and its metrics by fold and organ (means over cases).

    metrics, summary: the study's tables.
    """
    own = metrics[metrics["arm"] == arm["name"]]
    found = []
    for name in own.columns.drop(list(NAMES)):
        means = own.groupby(["fold", "organ"])[name].mean()
        found += [(f"{name}/{organ}/fold-{fold}", value) for (fold, organ), value in means.items()]
    row = summary[summary["arm"] == arm["name"]].iloc[0]
    found += [(f"summary/{key}", value) for key, value in row.drop("arm").items()]
    return Record(arm["name"], "arm", flattened(arm), _numbers(dict(found)))


def study_records(
    results: Path, study: str, arms: Sequence[Mapping[str, Any]], trainings: Iterable[str], folds: Iterable[int]
) -> list[Record]:
    """All that a finished study publishes: its trainings, its arms, and itself with report and tables."""
    numbers = list(folds)
    tables = {name: pd.read_csv(results / f"{name}.csv", dtype={"arm": str}) for name in ("metrics", "summary")}
    provenance = json.loads((results / "provenance.json").read_text(encoding="utf-8"))
    told = ("code", "python", "seeds", "hardware", "data_versions")
    known = {key: provenance[key] for key in told if key in provenance}
    return [
        *(training_record(results / f"trained/{name}/fold-{n}", name, n) for name in trainings for n in numbers),
        *(arm_record(arm, tables["metrics"], tables["summary"]) for arm in arms),
        Record(study, "study", flattened(known), files=[(results / name, "") for name in STUDY]),
    ]
