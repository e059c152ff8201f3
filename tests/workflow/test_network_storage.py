"""Results on storage as networks have it: it knows no locks, and another machine sees what was done seconds later."""

import importlib.util
import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

pytestmark = [pytest.mark.workflow, pytest.mark.slow]
SECONDS = 20  # NFS's own begin at 3, and end at 60


@pytest.fixture
def machines(tmp_path):
    """One folder as two machines have it mounted."""
    if importlib.util.find_spec("mfusepy") is None:
        pytest.skip("needs `pip install mfusepy`, and libfuse")
    (tmp_path / "server").mkdir()
    mounted = [tmp_path / "here", tmp_path / "there"]
    script = Path(__file__).with_name("network_storage.py")
    processes = []
    for place in mounted:
        place.mkdir()
        command = [sys.executable, str(script), str(tmp_path / "server"), str(place), str(SECONDS)]
        processes.append(subprocess.Popen(command, stderr=subprocess.PIPE, text=True))
    try:
        end = time.monotonic() + 30
        while not all(os.path.ismount(place) for place in mounted):
            if time.monotonic() > end or any(process.poll() is not None for process in processes):
                pytest.skip("nothing can be mounted here by FUSE")
            time.sleep(0.1)
        yield mounted
    finally:
        for place, process in zip(mounted, processes, strict=True):
            subprocess.run(["umount", "-l", str(place)], capture_output=True)
            process.kill()
            process.wait()


@pytest.fixture
def study_on(make_workplace, new_study):
    """A study of few jobs in a folder, its code elsewhere."""
    config = {key: new_study.config[key] for key in ("study", "seed", "data", "correction")}
    config["arms"] = [{"name": "truth", "control": "truth"}, {"name": "empty", "control": "empty"}]

    def place(folder):
        folder.mkdir(exist_ok=True)
        made = make_workplace(config)
        made.folder = folder
        return made

    return place


def killed(run):
    """End Snakemake and every job of its at once."""
    processes = [psutil.Process(run.pid)]
    for process in [*processes, *processes[0].children(recursive=True)]:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    run.wait()


def killed_after(place, made):
    """Start a run and kill it, and all of its jobs, once there is a file like `made`."""
    run = place.start()
    end = time.monotonic() + 300
    while not list(place.results.glob(made)):
        assert time.monotonic() < end and run.poll() is None, (place.folder / "run.log").read_text()
        time.sleep(0.05)
    killed(run)
    return run


def test_a_run_that_was_killed_goes_on_at_once_on_another_machine(machines, study_on, tmp_path):
    here, there = (study_on(machine / "study") for machine in machines)
    assert there.plan()["evaluate_case"] == 8  # and for a while this machine believes that nothing is there
    killed_after(here, "evaluated/*/Patient_01.csv")
    done = there.run()
    assert done.code == 0, done.text
    undisturbed = study_on(tmp_path / "undisturbed")
    assert undisturbed.run().code == 0
    assert (there.results / "metrics.csv").read_bytes() == (undisturbed.results / "metrics.csv").read_bytes()
    assert here.run().code == 0
    assert (here.results / "logs/run.lock").read_text() == ""


def test_a_second_run_is_told_though_there_are_no_locks(machines, study_on):
    here, there = (study_on(machine / "study") for machine in machines)
    run = here.start()
    end = time.monotonic() + 120
    while not (here.results / "logs/run.lock").exists():
        assert time.monotonic() < end and run.poll() is None
        time.sleep(0.05)
    second = there.run()
    assert second.code != 0 and "another run works on results/tiny" in second.text, second.text
    assert f"process {run.pid}" in second.text and "Traceback" not in second.text
    assert run.poll() is None
    killed(run)
    lock = here.results / "logs/run.lock"
    lock.write_text("elsewhere, process 1\n")
    third = here.run()
    assert third.code != 0 and "without locks" in third.text and "elsewhere, process 1" in third.text, third.text
    lock.unlink()
    assert here.run("results/tiny/cases.csv").code == 0
