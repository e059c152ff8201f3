"""What of a study with failed jobs counts as measured."""

from pathlib import Path

from segstudy.report.unfinished import measured_metrics
from segstudy.tables.frames import frame, write_frame
from segstudy.tables.measurements import metrics_table

RUNS = {"raw": "enet.raw", "prompted": None}
FOLDS = {"P1": 0, "P2": 1}


def study(folder: Path) -> Path:
    for run in RUNS:
        for case, fold in FOLDS.items():
            path = folder / "evaluated" / run / f"{case}.csv"
            path.parent.mkdir(parents=True, exist_ok=True)
            row = {"arm": run, "fold": fold, "seed": 1, "case": case, "organ": "heart", "dice": 0.5, "outcome": "ok"}
            row |= {"reference_voxels": 10, "predicted_voxels": 10}
            write_frame(path, metrics_table(), frame(metrics_table(), [row]))
    for fold in FOLDS.values():
        path = folder / "trained/enet.raw" / f"fold-{fold}" / "cost.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}")
    return folder


def told(folder: Path, *changed: str) -> list[tuple[str, str]]:
    standing = {str(path) for path in (folder / "evaluated").rglob("*.csv")} - {str(folder / each) for each in changed}
    found = measured_metrics(folder, RUNS, FOLDS, standing)
    return [] if found is None else list(zip(found["arm"], found["case"], strict=True))


def test_everything_that_was_measured_is_there(tmp_path):
    assert told(study(tmp_path)) == [("raw", "P1"), ("raw", "P2"), ("prompted", "P1"), ("prompted", "P2")]


def test_what_a_failed_training_left_from_an_earlier_study_is_not(tmp_path):
    (study(tmp_path) / "trained/enet.raw/fold-1/cost.json").unlink()
    assert told(tmp_path) == [("raw", "P1"), ("prompted", "P1"), ("prompted", "P2")]


def test_what_was_made_otherwise_than_it_would_be_now_is_not(tmp_path):
    assert told(study(tmp_path), "evaluated/raw/P1.csv") == [("raw", "P2"), ("prompted", "P1"), ("prompted", "P2")]


def test_nothing_measured_is_nothing_to_report(tmp_path):
    assert told(tmp_path) == []
