"""Publish the study's trainings, arms and report to MLflow."""

import os
from pathlib import Path

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]) as log:
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")

    from segstudy.config.sections.arms import ArmSettings
    from segstudy.tracking.publish import publish
    from segstudy.tracking.read import study_records

    params, results = snakemake.params, Path(snakemake.output[0]).parents[1]
    arms = [ArmSettings.from_spec(spec).model_dump(mode="json") for spec in params.arms]
    arms = [{key: value for key, value in arm.items() if value} for arm in arms]
    records = study_records(results, params.study, arms, params.trainings, params.folds)
    uri, artifacts = os.environ.get("MLFLOW_TRACKING_URI"), None
    if not uri:
        uri, artifacts = f"sqlite:///{results}/mlflow.db", results / "mlflow"
    new, old = publish(records, params.study, uri, artifacts)
    log.info("%d runs published, %d were there already", new, old)
