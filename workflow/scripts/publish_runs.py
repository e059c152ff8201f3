"""Publish the study's trainings, arms and report to MLflow."""

import os
from pathlib import Path

from segstudy.adapter import logged

with logged(snakemake.log[0]) as log:
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")

    from segstudy.tracking.publish import publish
    from segstudy.tracking.read import study_records

    params = snakemake.params
    records = study_records(Path(params.results), params.study, params.arms, params.trainings, params.folds)
    uri, artifacts = os.environ.get("MLFLOW_TRACKING_URI"), None
    if not uri:
        uri, artifacts = f"sqlite:///{params.results}/mlflow.db", f"{params.results}/mlflow"
    new, old = publish(records, params.study, uri, artifacts)
    log.info("%d runs published, %d were there already", new, old)
