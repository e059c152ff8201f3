"""What a cluster refuses, and what this project does before it could."""

import pytest

pytestmark = [pytest.mark.workflow, pytest.mark.slow]

TOO_MUCH = 900_000


def test_a_refused_submission_ends_no_other_job(study):
    study.lose_training(0, 1)
    refused = f"train:mem_mb={TOO_MUCH} if wildcards.fold == '0' else 1000"
    study.start(resources=["train:runtime=10", refused, "predict_case:runtime=5"])
    assert study.finish() != 0
    assert "Memory specification can not be satisfied" in study.said
    assert (study.training.parents[2] / "trained" / study.training.name / "fold-1/weights.safetensors").exists()
    assert not (study.training.parents[2] / "trained" / study.training.name / "fold-0/weights.safetensors").exists()


def test_a_refused_group_ends_no_other_job_and_shows_why(study):
    study.lose_training(0, 1)
    # of one fold's cases alone; groups hold two cases
    refused = f"predict_case:mem_mb={TOO_MUCH}"
    study.start(resources=["train:runtime=10", "predict_case:runtime=5", refused])
    assert study.finish() != 0
    assert "Memory specification can not be satisfied" in study.said
    for fold in (0, 1):
        trained = study.training.parents[2] / "trained" / study.training.name / f"fold-{fold}"
        assert (trained / "weights.safetensors").exists()
