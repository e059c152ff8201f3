import shutil
import signal
import subprocess
import sys
import time

import psutil
import pytest

from segstudy.running.unlock import orphaned_jobs

pytestmark = pytest.mark.workflow


def wait_for(condition, seconds=120):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(0.05)
    raise AssertionError("did not happen in time")


def training_job(run):
    """The training process of a running Snakemake, once it has finished an epoch."""

    def look():
        for child in psutil.Process(run.pid).children(recursive=True):
            try:
                if child.name() == "train.py":
                    return child
            except psutil.Error:
                continue
        return None

    return look


@pytest.fixture
def study_before_training(study_copy):
    """The finished study with its trainings, and all that follows from them, taken away."""
    for name in ("trained", "inferred", "predicted", "evaluated", "state", "stages"):
        shutil.rmtree(study_copy.results / name)
    for path in study_copy.results.glob("*.*"):
        if path.name not in ("cases.csv", "folds.csv"):
            path.unlink()
    return study_copy


def unlock(place):
    return subprocess.run(
        [sys.executable, "-m", "segstudy.running.unlock"], cwd=place.folder, capture_output=True, text=True, timeout=60
    )


def test_killed_training_and_killed_snakemake_end_in_the_same_metrics(finished_study, study_before_training):
    place = study_before_training

    run = place.start(place.numbers())
    job = wait_for(training_job(run))
    wait_for(lambda: list((place.results / "state").rglob("*.safetensors")))
    job.kill()
    run.wait(timeout=300)
    told = (place.folder / "run.log").read_text()
    assert "Killed by the system: train. The likely cause is that memory ran out." in told
    assert "--set-resources train:mem_mb=" in told

    run = place.start(place.numbers())
    wait_for(training_job(run))
    assert "another run works in this folder" in unlock(place).stderr
    run.send_signal(signal.SIGKILL)
    run.wait()
    assert list((place.folder / ".snakemake" / "locks").iterdir())
    assert not orphaned_jobs(place.folder)

    done = place.run(place.numbers())
    assert done.code == 0, done.text
    for path in [
        *finished_study.results.glob("trained/*/*/weights.safetensors"),
        finished_study.results / "metrics.csv",
    ]:
        assert (place.results / path.relative_to(finished_study.results)).read_bytes() == path.read_bytes()
