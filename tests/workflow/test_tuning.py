"""Two searches at once, one trial killed, more trials: each trial runs once, and the answer stays the same."""

import time

import psutil
import pytest

pytestmark = [pytest.mark.workflow, pytest.mark.study]
NETWORK = {"enet": {"kernels": 8, "factor": 2}}
SEARCH = {
    "model": NETWORK,
    "preparation": "raw",
    "training": {"epochs": 2},
    "space": {"learning_rate": {"low": 1e-3, "high": 1e-2, "log": True}, "optimizer": ["adam", "adamw"]},
    "trials": 3,
    "parallel": 2,
    "scope": {"fold": 0},
}


def searching(place):
    """`place`, its study being two searches and the arms that take their answers."""
    place.config["tuning"] = {"one": SEARCH, "two": {**SEARCH, "pruning": "none"}}
    place.config["correction"] = "none"
    place.config["data"]["phantom"]["displaced"] = False
    place.config["arms"] = [{"name": name, "preparation": "raw", "tuned": name} for name in ("one", "two")]
    place.config["comparisons"]["baseline"] = "one"
    return place


@pytest.fixture
def prepared(new_study):
    """A study with two searches, as far as its caches."""
    place = searching(new_study)
    done = place.run("preparation", "-j2")
    assert done.code == 0, done.text
    return place


def answers(place):
    return {name: (place.results / f"tuned/{name}/best.yaml").read_text() for name in ("one", "two")}


def trials(place):
    """The trials that are done; a file whose name begins with a dot was being written when its job was killed."""
    return {
        str(path.relative_to(place.results)): path
        for path in place.results.glob("tuned/*/trials/*.json")
        if not path.name.startswith(".")
    }


def trial_job(run, place):
    """The process of a trial that has finished an epoch."""
    for child in psutil.Process(run.pid).children(recursive=True):
        try:
            if child.name() == "run_trial.py" and list(place.results.rglob("state.safetensors")):
                return child
        except psutil.Error:
            continue
    return None


def kill_a_trial(run, place):
    end = time.monotonic() + 120
    while time.monotonic() < end:
        if (job := trial_job(run, place)) and len(trials(place)) >= 1:
            job.kill()
            return
        time.sleep(0.02)
    raise AssertionError("no trial was seen at work")


def test_killed_search_ends_as_an_undisturbed_one(prepared, tmp_path):
    undisturbed = prepared.copy_to(tmp_path / "undisturbed")
    done = undisturbed.run("tuning", "-j2")
    assert done.code == 0, done.text

    place = prepared
    run = place.start("tuning", "-j2")
    kill_a_trial(run, place)
    assert run.wait(timeout=300) != 0
    finished = {name: path.stat().st_mtime_ns for name, path in trials(place).items()}
    assert 0 < len(finished) < 6
    done = place.run("tuning", "-j2")
    assert done.code == 0, done.text
    assert len(trials(place)) == 6
    assert {name: path.stat().st_mtime_ns for name, path in trials(place).items() if name in finished} == finished
    assert answers(place) == answers(undisturbed)

    place.config["tuning"]["one"] = {**SEARCH, "trials": 4}
    jobs = place.plan("tuning")
    assert (jobs["run_trial"], jobs["choose_best"]) == (1, 1)
    place.config["tuning"]["one"] = {**SEARCH, "space": {"optimizer": ["adam", "adamw"]}}
    jobs = place.plan("training")
    assert (jobs["run_trial"], jobs["choose_best"]) == (3, 1)
