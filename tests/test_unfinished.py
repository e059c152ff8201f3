"""What of a study with failed jobs counts as measured."""

import os
from pathlib import Path

import pandas as pd

from segstudy.seals import seal
from segstudy.unfinished import measured

RUNS = {"raw": "enet.raw", "prompted": None}
FOLDS = {"P1": 0, "P2": 1}


def study(folder: Path) -> Path:
    for run in RUNS:
        for case, fold in FOLDS.items():
            path = folder / "evaluated" / run / f"{case}.csv"
            path.parent.mkdir(parents=True, exist_ok=True)
            row = {"arm": run, "fold": fold, "seed": 1, "case": case, "organ": "heart", "dice": 0.5, "outcome": "ok"}
            pd.DataFrame([row]).to_csv(path, index=False)
    for fold in FOLDS.values():
        path = folder / "trained/enet.raw" / f"fold-{fold}" / "cost.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}")
        os.utime(path, (1_000, 1_000))
    return folder


def told(folder: Path) -> list[tuple[str, str]]:
    found = measured(folder, RUNS, FOLDS)
    return [] if found is None else list(zip(found["arm"], found["case"], strict=True))


def test_everything_that_was_measured_is_there(tmp_path):
    assert told(study(tmp_path)) == [("raw", "P1"), ("raw", "P2"), ("prompted", "P1"), ("prompted", "P2")]


def test_what_a_failed_training_left_from_an_earlier_study_is_not(tmp_path):
    (study(tmp_path) / "trained/enet.raw/fold-1/cost.json").unlink()
    assert told(tmp_path) == [("raw", "P1"), ("prompted", "P1"), ("prompted", "P2")]


def test_what_was_measured_before_its_network_was_trained_again_is_not(tmp_path):
    trained = study(tmp_path) / "trained/enet.raw/fold-0/cost.json"
    os.utime(trained, (4_000_000_000, 4_000_000_000))
    assert told(tmp_path) == [("raw", "P2"), ("prompted", "P1"), ("prompted", "P2")]


def test_nothing_measured_is_nothing_to_report(tmp_path):
    assert told(tmp_path) == []


def test_what_was_cut_since_it_was_made_is_not(tmp_path):
    tables = sorted((study(tmp_path) / "evaluated").rglob("*.csv"))
    seal(tables, tmp_path)
    tables[0].write_text("\n".join(tables[0].read_text().splitlines()[:1]) + "\n")
    assert len(told(tmp_path)) == len(tables) - 1
