import os
from pathlib import Path

import pytest

from segstudy.application import status_command
from segstudy.application.status_command import progress
from segstudy.plan.plan import Plan
from segstudy.running.errors import StudyError
from segstudy.running.locks import RUN_LOCK, try_lock

STUDY = {
    "study": "s",
    "data": {"layout": "phantom", "organs": {"heart": 2}, "ignore": [1, 3, 4], "phantom": {"patients": 4}},
    "folds": {"count": 2, "validation": 0.5},
    "preparations": {"raw": {}},
    "arms": [{"name": "plain", "model": {"enet": {"kernels": 8, "factor": 2}}, "preparation": "raw"}],
}
EPOCH = "{training} fold 0  epoch 3/9  loss 1.2  validation loss 1.1  dice 0.321  rate 0.004  1.2 s, 0:00:07 left\n"
LOG = """3 of 40 steps (8%) done
Error in rule train:
    jobid: 7
    log: {log} (check log file(s) for error details)
Error in rule train:
    jobid: 9
    log: results/other/logs/train.log
Error in rule predict_case:
    jobid: 8
    log: results/s/logs/predict.log
Finished jobid: 8 (Rule: predict_case)
"""


@pytest.fixture
def plan(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SLURM_CONF", os.devnull)
    return Plan(STUDY)


def write(path, text):
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text)


def test_a_training_is_told_by_its_last_epoch(plan):
    (training,) = plan.trainings
    Path(f"results/s/state/{training}/fold-0").mkdir(parents=True)
    Path(f"results/s/state/{training}/fold-1").mkdir(parents=True)
    line = EPOCH.format(training=training)
    write(f"results/s/logs/train/{training}/fold-0.log", line.replace("epoch 3", "epoch 2") + line)
    lines = list(progress(plan))
    assert f"{training} fold 0: epoch 3 of 9, Dice 0.321, 0:00:07 left" in lines
    assert f"{training} fold 1: begun" in lines


@pytest.mark.parametrize(
    "history, best",
    [
        ("epoch,validation_dice\n1,0.5\n2,0.75\n3,\n", ", 3 epochs, best Dice 0.750 in validation"),
        ("epoch,validation_dice\n1,half\n", ""),
        ("", ""),
    ],
)
def test_a_training_that_is_done_is_told_by_its_best_epoch_as_far_as_its_table_can_be_read(plan, history, best):
    (training,) = plan.trainings
    folder = f"results/s/trained/{training}/fold-1"
    write(f"{folder}/weights.safetensors", "")
    write(f"{folder}/history.csv", history)
    assert f"{training} fold 1: trained{best}" in progress(plan)
    assert f"{training} fold 0: waits" in progress(plan)


def test_jobs_of_this_study_that_failed_for_good_are_named_once(plan):
    write(".snakemake/log/1.snakemake.log", LOG.format(log="results/s/logs/train.log"))
    failed = [line for line in progress(plan) if line.startswith("failed")]
    assert failed == ["failed: train, its log: results/s/logs/train.log"]


def test_a_run_that_works_is_told_with_its_steps(plan):
    assert next(progress(plan)) == "nothing works on it"
    write(".snakemake/log/1.snakemake.log", LOG)
    Path(plan.results).mkdir(parents=True)
    lock = try_lock(Path(plan.results, RUN_LOCK))
    assert lock
    with lock:
        said = next(progress(plan))
    assert said.startswith("a run works on it") and said.endswith(", 3 of 40 steps done")


def test_a_cluster_that_does_not_answer_is_told_of_where_the_study_met_it(plan, monkeypatch):
    def unanswered(folder):
        raise StudyError("`squeue` failed")

    monkeypatch.setattr(status_command, "may_have_cluster", lambda: True)
    monkeypatch.setattr(status_command, "jobs_of", unanswered)
    assert "`squeue` failed" not in list(progress(plan))
    for met in (".snakemake/slurm_logs/job.log", f"{plan.results}/logs/driver.log"):
        write(met, "")
        assert "`squeue` failed" in list(progress(plan))
        Path(met).unlink()
        Path(met).parent.rmdir()
