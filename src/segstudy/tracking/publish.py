"""Records into an MLflow store, each once."""

import logging
import os
import re
import time
from collections.abc import Iterable
from pathlib import Path

from mlflow import MlflowClient
from mlflow.entities import Experiment, Metric, Param, RunTag
from mlflow.exceptions import MlflowException

from segstudy.errors import StudyError
from segstudy.tracking.record import Record

log = logging.getLogger(__name__)
# Without it the interface takes an experiment for one about language models, and hides what belongs to trainings.
EXPERIMENT_TAGS = {"mlflow.experimentKind": "custom_model_development"}
EXPERIMENT_TAGS["mlflow.note.content"] = "Published by segstudy: a run for each training and fold, arm, and the study."
CONTENT, WHOLE, KIND = "segstudy.content", "segstudy.whole", "segstudy.kind"
# What MLflow takes at a time, and of one value.
METRICS_AT_ONCE, PARAMETERS_AT_ONCE, LONGEST = 1000, 100, 6000


def _experiment(client: MlflowClient, study: str, artifacts: Path | None) -> str:
    found: Experiment | None = client.get_experiment_by_name(study)
    if found is None:
        place = artifacts.absolute().as_uri() if artifacts else None
        return client.create_experiment(study, place, tags=EXPERIMENT_TAGS)
    if found.lifecycle_stage == "deleted":
        client.restore_experiment(found.experiment_id)
    return found.experiment_id


def publish(
    records: Iterable[Record], study: str, uri: str, artifacts: str | os.PathLike[str] | None = None
) -> tuple[int, int]:
    """Publish the records that the store does not have; return how many were new, and how many were there.

    uri: of the tracking store. artifacts: a folder for files, for a store that has no place of its own.
    What a killed publisher left half done is removed and published again. A record whose content changed is a
    new run beside the old one.
    Raises StudyError where the store cannot be reached or refuses.
    """
    try:
        client = MlflowClient(tracking_uri=uri)
        experiment = _experiment(client, study, Path(artifacts) if artifacts else None)
        new = old = 0
        for record in records:
            there = client.search_runs([experiment], filter_string=f"tags.`{CONTENT}` = '{record.content}'")
            for run in there:
                if WHOLE not in run.data.tags:
                    client.delete_run(run.info.run_id)
            if any(WHOLE in run.data.tags for run in there):
                old += 1
                continue
            _publish(client, experiment, record)
            log.info("published %s %s", record.kind, record.name)
            new += 1
    except MlflowException as error:
        # without the name and the password that may stand in an address
        raise StudyError(re.sub(r"//[^/\s]*@", "//", f"MLflow at {uri}: {error}")) from None
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
