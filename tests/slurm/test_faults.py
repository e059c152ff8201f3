"""What goes wrong on clusters, on a real one: each ends in the same metrics, byte for byte."""

import os
import re
import signal
import subprocess
import sys
import time

import pytest

pytestmark = [pytest.mark.workflow, pytest.mark.slow]


def resumed_after(study, fold):
    return int(re.search(r"resuming after epoch (\d+)/", study.log(fold))[1])


def states(study, rule="train"):
    return [job["State"].split()[0] for job in study.attempts(rule)]


def resume(study, *words):
    """The documented command."""
    return subprocess.run(
        [sys.executable, "-m", "segstudy.running.resume", *words],
        cwd=study.folder,
        env=study.cluster.environment,
        capture_output=True,
        text=True,
        timeout=400,
    )


def test_a_training_over_its_memory_is_retried_with_more(study, undisturbed, cluster):
    study.lose_training(0)
    study.start(resources=["train:runtime=10", "train:mem_mb=300 * attempt ** 2", "predict_case:runtime=5"])
    assert study.finish() == 0, study.said
    assert study.metrics == undisturbed.metrics
    attempts = study.attempts("train")
    assert [job["ReqMem"] for job in attempts] == ["300M", "1200M", "2700M"][: len(attempts)]
    assert len(attempts) > 1
    assert attempts[-1]["State"] == "COMPLETED"
    assert {job["State"] for job in attempts[:-1]} <= {"FAILED", "OUT_OF_MEMORY"}


def test_the_controller_may_be_away_for_a_minute(study, undisturbed, cluster):
    study.lose_training(0)
    study.start()
    study.freeze(0)
    assert cluster.do("stop", "slurmctld").returncode == 0
    time.sleep(30)
    study.trainer(0).resume()  # the job ends while nobody can be told
    time.sleep(30)
    cluster.heal()
    assert study.finish() == 0, study.said
    assert study.metrics == undisturbed.metrics
    assert states(study) == ["COMPLETED"]


def test_a_job_cancelled_by_hand_is_submitted_again_and_resumes(study, undisturbed, cluster):
    study.lose_training(0)
    study.start()
    epochs = study.freeze(0)
    (job,) = cluster.queue(study.folder)
    cluster.ask("scancel", job["number"])
    assert study.finish() == 0, study.said
    assert study.metrics == undisturbed.metrics
    assert states(study) == ["CANCELLED", "COMPLETED"]
    assert resumed_after(study, 0) >= epochs


def test_a_killed_snakemake_leaves_no_twins_when_its_jobs_are_cancelled(study, undisturbed, cluster):
    study.lose_training(0)
    study.start()
    epochs = study.freeze(0)
    assert "another run works in this folder" in resume(study).stderr
    study.run.send_signal(signal.SIGKILL)
    study.run.wait()
    assert len(cluster.queue(study.folder)) == 1
    study.start()
    assert study.finish() != 0
    assert "a killed run left jobs in the cluster's queue: `make resume`" in study.said
    done = resume(study)
    assert done.returncode == 0, done.stderr
    assert "Canceling 1 jobs" in done.stdout
    assert cluster.queue(study.folder) == []
    assert study.trainer(0) is None
    study.start()
    assert study.finish() == 0, study.said
    assert study.metrics == undisturbed.metrics
    assert states(study) == ["CANCELLED", "COMPLETED"]
    assert resumed_after(study, 0) >= epochs


def test_a_killed_snakemakes_jobs_may_be_awaited_instead(study, undisturbed, cluster):
    study.lose_training(0)
    study.start()
    study.freeze(0)
    study.run.send_signal(signal.SIGKILL)
    study.run.wait()
    study.trainer(0).resume()
    done = resume(study, "--wait")
    assert done.returncode == 0, done.stderr
    assert "Waiting for 1 jobs" in done.stdout
    study.start()
    assert study.finish() == 0, study.said
    assert study.metrics == undisturbed.metrics


def test_a_twin_waits_for_the_training_it_would_disturb(study, undisturbed, cluster):
    """Somebody unlocks by force and starts again while the first run's training still runs."""
    study.lose_training(0)
    study.start()
    study.freeze(0)
    study.run.send_signal(signal.SIGKILL)
    study.run.wait()
    first = study.trainer(0)
    for lock in (study.folder / ".snakemake" / "locks").iterdir():
        lock.unlink()
    study.start()
    end = time.monotonic() + 90
    while "waiting for" not in study.log(0):
        assert time.monotonic() < end, study.said
        time.sleep(0.2)
    os.kill(first.pid, signal.SIGKILL)
    assert study.finish() == 0, study.said
    assert study.metrics == undisturbed.metrics


def test_ctrl_c_cancels_what_it_submitted(study, undisturbed, cluster):
    study.lose_training(0)
    study.start()
    epochs = study.freeze(0)
    study.run.send_signal(signal.SIGINT)
    assert study.finish(90) != 0
    end = time.monotonic() + 30
    while cluster.queue(study.folder):
        assert time.monotonic() < end, cluster.ask("squeue")
        time.sleep(0.5)
    study.start()
    assert study.finish() == 0, study.said
    assert study.metrics == undisturbed.metrics
    assert states(study) == ["CANCELLED", "COMPLETED"]
    assert resumed_after(study, 0) >= epochs


def test_a_failing_job_shows_its_log_and_the_rest_goes_on(study, undisturbed, cluster):
    study.lose_training(0, 1)
    obstacle = study.results / "state" / study.training.name / "fold-0.lock"
    obstacle.unlink(missing_ok=True)
    obstacle.mkdir(parents=True)
    study.start("--retries", "0")
    assert study.finish() != 0
    assert "IsADirectoryError" in study.log(0)
    assert "IsADirectoryError" in study.said  # the log's last lines
    assert (study.results / "trained" / study.training.name / "fold-1" / "weights.safetensors").exists()
    assert not (study.results / "metrics.csv").exists()
    obstacle.rmdir()
    study.start()
    assert study.finish() == 0, study.said
    assert study.metrics == undisturbed.metrics
