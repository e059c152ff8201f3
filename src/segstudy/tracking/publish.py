"""Records into an MLflow store, each once."""

import logging
import os
import re
import sqlite3
import time
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from mlflow import MlflowClient
from mlflow.entities import Experiment, Metric, Param, RunTag
from mlflow.exceptions import MlflowException
from sqlalchemy.exc import SQLAlchemyError

from segstudy.running.errors import StudyError
from segstudy.tracking.record import Record

log = logging.getLogger(__name__)
# Without it the interface takes an experiment for one about language models, and hides what belongs to trainings.
EXPERIMENT_TAGS = {"mlflow.experimentKind": "custom_model_development"}
EXPERIMENT_TAGS["mlflow.note.content"] = "Published by segstudy: a run for each training and fold, arm, and the study."
CONTENT, WHOLE, KIND = "segstudy.content", "segstudy.whole", "segstudy.kind"
SQLITE = "sqlite:///"
# What MLflow takes at a time, and of one value.
METRICS_AT_ONCE, PARAMETERS_AT_ONCE, LONGEST = 1000, 100, 6000


def _experiment(client: MlflowClient, study: str, artifacts: Path | None) -> str:
    experiment: Experiment | None = client.get_experiment_by_name(study)
    if experiment is None:
        location = artifacts.absolute().as_uri() if artifacts else None
        return client.create_experiment(study, location, tags=EXPERIMENT_TAGS)
    if experiment.lifecycle_stage == "deleted":
        client.restore_experiment(experiment.experiment_id)
    return experiment.experiment_id


def _name_no_folder(uri: str, artifacts: Path) -> None:
    """Let a database say where files are from the folder that MLflow is started in: it would write absolute paths.

    Runs take their place from their experiment's.
    """
    here = artifacts.absolute().as_uri()
    with closing(sqlite3.connect(uri.removeprefix(SQLITE))) as database, database:
        database.execute("UPDATE runs SET artifact_uri = replace(artifact_uri, ?, ?)", (here, artifacts.as_posix()))
        set_place = "UPDATE experiments SET artifact_location = ? WHERE "
        database.execute(set_place + "artifact_location = ?", (artifacts.as_posix(), here))
        # of the experiment that MLflow makes for itself
        database.execute(set_place + "experiment_id = 0", ("mlruns",))


def publish(
    records: Iterable[Record], study: str, uri: str, artifacts: str | os.PathLike[str] | None = None
) -> tuple[int, int]:
    """Publish the records that the store does not have.

    What a killed publisher left half done is removed and published again. A record whose content changed is a
    new run beside the old one.

    Args:
        records: What the study publishes.
        study: Its name, which is the experiment's.
        uri: Of the tracking store.
        artifacts: A folder for files, for a store that has no place of its own; relative to where MLflow is started.

    Returns:
        How many records were new, and how many were there.

    Raises:
        StudyError: Where the store cannot be reached or refuses.
    """
    try:
        client = MlflowClient(tracking_uri=uri)
        experiment = _experiment(client, study, Path(artifacts) if artifacts else None)
        if artifacts and not Path(artifacts).is_absolute() and uri.startswith(SQLITE):
            _name_no_folder(uri, Path(artifacts))
        new = old = 0
        for record in records:
            runs = client.search_runs([experiment], filter_string=f"tags.`{CONTENT}` = '{record.content}'")
            for run in runs:
                if WHOLE not in run.data.tags:
                    client.delete_run(run.info.run_id)
            if any(WHOLE in run.data.tags for run in runs):
                old += 1
                continue
            _publish(client, experiment, record)
            log.info("published %s %s", record.kind, record.name)
            new += 1
    except MlflowException as error:
        # without the name and the password that may stand in an address
        raise StudyError(re.sub(r"//[^/\s]*@", "//", f"MLflow at {uri}: {error}")) from None
    except (SQLAlchemyError, sqlite3.Error) as error:
        why = str(error).partition("\n")[0]
        told = f"MLflow's database at {uri}: {why}; move it away, or give MLFLOW_TRACKING_URI another place"
        raise StudyError(re.sub(r"//[^/\s]*@", "//", told)) from None
    return new, old


def _publish(client: MlflowClient, experiment: str, record: Record) -> None:
    tags = {CONTENT: record.content, KIND: record.kind, "mlflow.source.name": "segstudy"}
    now = int(1000 * (record.ended or time.time()))
    began = now - int(1000 * record.seconds)
    run = client.create_run(experiment, start_time=began, tags=tags, run_name=record.name).info.run_id
    metrics = [Metric(key, value, now, step) for key, value, step in record.metrics]
    parameters = [Param(key, value[:LONGEST]) for key, value in record.parameters.items()]
    for start in range(0, len(metrics), METRICS_AT_ONCE):
        client.log_batch(run, metrics=metrics[start : start + METRICS_AT_ONCE])
    for start in range(0, len(parameters), PARAMETERS_AT_ONCE):
        client.log_batch(run, params=parameters[start : start + PARAMETERS_AT_ONCE])
    for path, folder in record.files:
        client.log_artifact(run, str(path), folder or None)
    client.log_batch(run, tags=[RunTag(WHOLE, "yes")])
    client.set_terminated(run, end_time=now)
