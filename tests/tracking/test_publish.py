import importlib.util
import json
from pathlib import Path

import pytest
import yaml

from segstudy.running.errors import StudyError
from segstudy.tables.frames import frame, write_frame
from segstudy.tables.history import EpochRecord, history_csv
from segstudy.tables.measurements import metrics_table
from segstudy.tables.summary import summary_table
from segstudy.tables.table import Kind

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("mlflow") is None, reason="MLflow (the extra `tracking`) is missing"
)
ARMS = [{"name": "raw", "model": {"enet": {"kernels": 8}}, "preparation": "raw"}, {"name": "01", "model": "nnunet"}]


@pytest.fixture
def results(tmp_path):
    """A study's folder with two trainings on two folds and two arms."""
    root = tmp_path / "results" / "made"
    for training in ("enet.raw", "nnunet.2d"):
        for fold in range(2):
            folder = root / "trained" / training / f"fold-{fold}"
            folder.mkdir(parents=True)
            (folder / "weights.safetensors").write_bytes(b"weights of fold %d" % fold)
            model = {"model": "enet", "settings": {"epochs": 3, "loss_weights": {"dice": 1.0}}, "plans": {"a": 1}}
            (folder / "model.yaml").write_text(yaml.safe_dump({**model, "seed": 42}))
            curve = [EpochRecord(n, 4.0 - n, 1.0, dice, 0.1) for n, dice in ((1, float("nan")), (2, 0.0), (3, 1.0))]
            (folder / "history.csv").write_text(history_csv(curve))
            (folder / "cost.json").write_text(json.dumps({"seconds": 4.5, "device": "cpu"}))
    keys = {"seed": 42, "outcome": "ok", "reference_voxels": 9, "predicted_voxels": 8}
    rows = [
        {"arm": arm["name"], "fold": int(case > "b"), "case": case, "organ": organ, "dice": dice, **keys}
        for arm in ARMS
        for case, dice in (("a", 0.5), ("b", 0.7), ("c", 0.1))
        for organ in ("heart", "aorta")
    ]
    write_frame(root / "metrics.csv", metrics_table(), frame(metrics_table(), rows))
    described = summary_table(["heart", "aorta"])
    counts = {column.name: 0 for column in described.columns if column.kind is Kind.WHOLE}
    rows = [{**counts, "arm": arm["name"], "dice_mean": mean} for arm, mean in zip(ARMS, (0.4, None), strict=True)]
    write_frame(root / "summary.csv", described, frame(described, rows))
    for name in ("report.html", "statistics.csv"):
        (root / name).write_text(name)
    known = {"code": "1", "python": "3.11", "seeds": [42], "hardware": {"cores": 2}, "data_versions": {}}
    (root / "provenance.json").write_text(json.dumps(known))
    return root


@pytest.fixture
def published(results, tmp_path):
    """A call that publishes the study, and one that lists the store's runs by name."""
    from mlflow import MlflowClient

    from segstudy.tracking.publish import publish
    from segstudy.tracking.read import study_records

    uri = f"sqlite:///{tmp_path}/mlflow.db"

    def again():
        records = study_records(results, "made", ARMS, ["enet.raw", "nnunet.2d"], range(2))
        return publish(records, "made", uri, tmp_path / "files")

    def runs():
        client = MlflowClient(tracking_uri=uri)
        result = client.search_runs([client.get_experiment_by_name("made").experiment_id])
        return {run.info.run_name: run for run in result}, len(result), client

    return again, runs


def test_everything_is_published_once_however_often(results, published):
    again, runs = published
    assert again() == (7, 0)
    assert again() == (0, 7)
    named, count, client = runs()
    assert count == len(named) == 7

    training = named["enet.raw/fold-1"]
    assert training.data.params["settings.loss_weights.dice"] == "1.0"
    assert training.data.metrics["cost/seconds"] == 4.5
    # shown as the time it trained, when it trained, and not as that of publishing
    assert training.info.end_time - training.info.start_time == 4500
    ended = (results / "trained/enet.raw/fold-1/cost.json").stat().st_mtime
    assert training.info.end_time == pytest.approx(1000 * ended, abs=1)
    # among trainings, where the interface looks for curves
    kind = client.get_experiment_by_name("made").tags["mlflow.experimentKind"]
    assert kind == "custom_model_development"
    curve = client.get_metric_history(training.info.run_id, "loss")
    assert [(point.step, point.value) for point in curve] == [(1, 3.0), (2, 2.0), (3, 1.0)]
    kept = client.download_artifacts(training.info.run_id, "network/weights.safetensors")
    assert Path(kept).read_bytes() == b"weights of fold 1"

    assert named["raw"].data.metrics["dice/heart/fold-0"] == pytest.approx(0.6)
    assert named["raw"].data.metrics["dice/heart/fold-1"] == pytest.approx(0.1)
    assert named["raw"].data.metrics["summary/dice_mean"] == 0.4
    assert "summary/dice_mean" not in named["01"].data.metrics
    files = {file.path for file in client.list_artifacts(named["made"].info.run_id)}
    assert files == {"report.html", "summary.csv", "statistics.csv", "metrics.csv", "provenance.json"}
    assert all(run.info.status == "FINISHED" for run in named.values())

    # what changed is published beside what was there; what was left half done is done again
    (results / "trained/enet.raw/fold-0/weights.safetensors").write_bytes(b"trained again")
    client.delete_tag(named["raw"].info.run_id, "segstudy.whole")
    assert again() == (2, 5)
    _, count, _ = runs()
    assert count == 8


def test_a_store_that_refuses_is_named_without_its_password(results):
    from segstudy.tracking.publish import publish

    with pytest.raises(StudyError) as error:
        publish([], "made", "nosuch://me:secret@place/db")
    assert "secret" not in str(error.value)
    assert "place" in str(error.value)


def test_a_damaged_database_is_one_line(tmp_path):
    from segstudy.tracking.publish import publish

    (tmp_path / "mlflow.db").write_bytes(b"no database" * 999)
    with pytest.raises(StudyError, match=r"^MLflow's database at .*not a database; move it away.*$"):
        publish([], "made", f"sqlite:///{tmp_path}/mlflow.db", tmp_path / "files")


def test_the_database_names_no_folder_and_its_files_are_found(results, tmp_path, monkeypatch):
    from mlflow import MlflowClient

    from segstudy.tracking.publish import publish
    from segstudy.tracking.read import study_records

    folder = tmp_path / "Rosamunde_Haverbrook"
    folder.mkdir()
    monkeypatch.chdir(folder)
    records = study_records(results, "made", ARMS[:1], ["enet.raw"], range(1))
    uri = "sqlite:///made.db"
    assert publish(records, "made", uri, Path("files")) == (3, 0) and publish(records, "made", uri, "files") == (0, 3)
    assert b"Haverbrook" not in (folder / "made.db").read_bytes()
    client = MlflowClient(tracking_uri=uri)
    runs = client.search_runs([client.get_experiment_by_name("made").experiment_id])
    (training,) = [run for run in runs if run.info.run_name == "enet.raw/fold-0"]
    kept = client.download_artifacts(training.info.run_id, "network/weights.safetensors")
    assert Path(kept).read_bytes() == b"weights of fold 0"
