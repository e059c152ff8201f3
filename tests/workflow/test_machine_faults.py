"""Machines that fail: after a restart the numbers are those of the undisturbed run, or there is a clear message."""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

pytestmark = pytest.mark.workflow
NUMBERS = ("metrics.csv", "statistics.csv")
LATE = ("predicted", "evaluated", "stages")
FUTURE, PAST = 2_500_000_000, 500_000_000
root_on_linux = pytest.mark.skipif(os.geteuid() != 0 or sys.platform != "linux", reason="mounts as root on Linux")


def same_numbers(place, finished):
    for name in NUMBERS:
        assert (place.results / name).read_bytes() == (finished.results / name).read_bytes(), name


def take_away(place, *folders):
    """Take stages away, with all that follows from them."""
    for name in folders:
        shutil.rmtree(place.results / name)
    for name in ("metrics.csv", "statistics.csv", "summary.csv", "report.html"):
        (place.results / name).unlink()


def kill_all(run):
    """End Snakemake and every job of its at once, as a power cut does."""
    processes = [psutil.Process(run.pid)]
    processes += processes[0].children(recursive=True)
    for process in processes:
        try:
            process.send_signal(signal.SIGKILL)
        except psutil.NoSuchProcess:
            continue
    run.wait()


def kill_often(place, times, longest, seed):
    """Kill the run at moments drawn from `seed`, and start it again each time. Returns how often it was killed."""
    moments = random.Random(seed)
    killed = 0
    for _ in range(times):
        run = place.start(place.numbers())
        end = time.monotonic() + moments.uniform(2, longest)
        while run.poll() is None and time.monotonic() < end:
            time.sleep(0.05)
        if run.poll() is not None:
            break
        kill_all(run)
        killed += 1
    return killed


def test_kills_at_three_random_moments_change_no_number(finished_study, study_copy):
    take_away(study_copy, *LATE)
    assert kill_often(study_copy, times=3, longest=8, seed=1) >= 1
    done = study_copy.run(study_copy.numbers())
    assert done.code == 0, done.text
    same_numbers(study_copy, finished_study)


@pytest.mark.slow
def test_kills_at_thirty_random_moments_change_no_number(finished_study, new_study):
    assert kill_often(new_study, times=30, longest=25, seed=None) >= 5
    done = new_study.run(new_study.numbers())
    assert done.code == 0, done.text
    same_numbers(new_study, finished_study)


def test_a_second_run_in_the_same_folder_is_told_and_harms_nothing(finished_study, study_copy):
    take_away(study_copy, *LATE)
    first = study_copy.start(study_copy.numbers())
    end = time.monotonic() + 120
    while not list((study_copy.folder / ".snakemake" / "locks").glob("*")):
        assert time.monotonic() < end and first.poll() is None
        time.sleep(0.05)
    second = study_copy.run(study_copy.numbers())
    assert second.code != 0
    assert "another run works on results/tiny" in second.text and f"process {first.pid}" in second.text
    assert first.wait(timeout=600) == 0, (study_copy.folder / "run.log").read_text()
    same_numbers(study_copy, finished_study)


@pytest.mark.parametrize("moment", [FUTURE, pytest.param(PAST, marks=pytest.mark.slow)], ids=["future", "past"])
def test_a_clock_that_was_wrong_changes_no_number(finished_study, study_copy, moment):
    for path in study_copy.results.rglob("*"):
        os.utime(path, (moment, moment))
    (study_copy.results / "evaluated/raw/Patient_01.csv").unlink()
    for name in NUMBERS:
        (study_copy.results / name).unlink()
    done = study_copy.run(study_copy.numbers())
    if moment == FUTURE:
        assert done.code != 0
        assert "clock" in done.text and "find results -newermt now -exec touch {} +" in done.text
        assert "Traceback" not in done.text
        subprocess.run("find results -newermt now -exec touch {} +", shell=True, cwd=study_copy.folder, check=True)
        done = study_copy.run(study_copy.numbers())
    assert done.code == 0, done.text
    assert "Training enet" not in done.text
    same_numbers(study_copy, finished_study)


@contextmanager
def small_disk(folder, spare_kb):
    """Put what is in `folder` on a disk of its own that has `spare_kb` left."""
    held = folder.with_name(f"{folder.name}.held")
    folder.rename(held)
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=512m", "tmpfs", str(folder)], check=True)
    try:
        shutil.copytree(held, folder, dirs_exist_ok=True)
        free = shutil.disk_usage(folder).free
        with (folder / "filler").open("wb") as filler:
            os.posix_fallocate(filler.fileno(), 0, free - spare_kb * 1024)
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@root_on_linux
@pytest.mark.parametrize(
    "lost",
    [
        ("evaluated", "stages"),
        pytest.param(LATE, marks=pytest.mark.slow),
        pytest.param(("trained", "inferred", *LATE), marks=pytest.mark.slow),
        pytest.param(("prepared", "augmented", "trained", "inferred", *LATE), marks=pytest.mark.slow),
        pytest.param(("correction", "prepared", "augmented", "trained", "inferred", *LATE), marks=pytest.mark.slow),
    ],
    ids=lambda lost: lost[0],
)
def test_a_full_disk_is_told_and_with_space_again_the_numbers_are_the_same(finished_study, study_copy, lost):
    take_away(study_copy, *lost)
    with small_disk(study_copy.results, spare_kb=8):
        done = study_copy.run(study_copy.numbers())
        assert done.code != 0
        assert "disk is full" in done.text or "No space left on device" in done.text, done.text
        (study_copy.results / "filler").unlink()
        done = study_copy.run(study_copy.numbers())
        assert done.code == 0, done.text
        same_numbers(study_copy, finished_study)


@root_on_linux
@pytest.mark.slow
def test_results_that_cannot_be_written_are_told(finished_study, study_copy):
    take_away(study_copy, *LATE)
    with small_disk(study_copy.results, spare_kb=10_000):
        subprocess.run(["mount", "-o", "remount,ro", str(study_copy.results)], check=True)
        done = study_copy.run(study_copy.numbers())
        assert done.code != 0
        # Snakemake's words where it sees it before any job, the system's where a job does
        assert "Write-protected output files" in done.text or "Read-only file system" in done.text
        assert "Traceback" not in done.text
        subprocess.run(["mount", "-o", "remount,rw", str(study_copy.results)], check=True)
        assert study_copy.run(study_copy.numbers()).code == 0
        same_numbers(study_copy, finished_study)


def on_own_data(place, finished, folder):
    """Let a study read the finished one's scans as its user's data in `folder`."""
    shutil.copytree(finished.results / "phantom", folder)
    phantom = place.config["data"].pop("phantom")
    assert phantom
    place.config["data"] |= {"layout": "segthor", "root": str(folder)}


@pytest.mark.slow
def test_a_scan_replaced_during_the_run_is_told_and_the_next_run_is_right(finished_study, new_study):
    scan = new_study.folder / "data/Patient_01/Patient_01.nii.gz"
    on_own_data(new_study, finished_study, scan.parents[1])
    run = new_study.start()
    end = time.monotonic() + 120
    while not (new_study.results / "prepared/raw/Patient_01.image.b2nd").exists():
        assert time.monotonic() < end and run.poll() is None
        time.sleep(0.05)
    shutil.copy(scan, scan.with_name("kept"))
    other = finished_study.results / "phantom/Patient_02/Patient_02.nii.gz"
    shutil.copy(other, scan)
    run.wait(timeout=600)
    told = (new_study.folder / "run.log").read_text()
    assert run.returncode == 0 or "replaced while this study runs" in told, told
    scan.with_name("kept").replace(scan)
    done = new_study.run()
    assert done.code == 0, done.text
    same_numbers(new_study, finished_study)


@root_on_linux
@pytest.mark.slow
def test_a_full_temporary_folder_is_told_or_not_needed(finished_study, new_study, tmp_path, monkeypatch):
    (tmp_path / "full").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "full"))
    with small_disk(tmp_path / "full", spare_kb=4):
        run = new_study.start()
        run.wait(timeout=600)
        told = (new_study.folder / "run.log").read_text()
        assert run.returncode == 0 or "disk is full" in told or "No space left on device" in told, told
    if run.returncode:
        assert new_study.start().wait(timeout=600) == 0
    same_numbers(new_study, finished_study)


# Hide the home that the interpreter may be in behind one in which it alone is, for this process and what it starts.
OPENED = """
mount --make-rprivate / && python=$(mktemp -d) && mount --bind "$2" "$python" &&
mount -t tmpfs -o mode=755 tmpfs "$1" && mkdir -p "$2" && mount --move "$python" "$2" || exit 99
shift 2
exec setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
"""


def for_another_user(command: list[str]) -> list[str]:
    """The command, run as a user who may go nowhere but where everybody may, and to this interpreter."""
    prefix = Path(sys.base_prefix).resolve()
    closed = next((each for each in reversed(prefix.parents) if not each.stat().st_mode & 0o001), None)
    become = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
    if closed is None:
        return [*become, *command]
    return ["unshare", "--mount", "sh", "-c", OPENED, "sh", str(closed), str(prefix), *command]


def may_run(command: list[str]) -> bool:
    try:
        subprocess.run(for_another_user(command), cwd="/", check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


@pytest.mark.slow
@root_on_linux
def test_another_user_with_data_that_may_only_be_read_gets_the_same_numbers(finished_study, new_study):
    if not may_run([sys.executable, "-c", "import snakemake, torch"]):
        pytest.skip("this interpreter and its packages lie where only their owner may go")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        shutil.copytree(new_study.project, folder / "project")
        new_study.project = folder / "project"
        new_study.folder = folder / "somewhere else"
        new_study.folder.mkdir()
        on_own_data(new_study, finished_study, folder / "data")
        command, environment = new_study.command(), new_study.environment()
        for path in [folder, *folder.rglob("*")]:
            if folder / "data" not in (path, *path.parents):
                os.chown(path, 65534, 65534)
            else:
                path.chmod(0o555 if path.is_dir() else 0o444)
        recorder = folder / "recorder"
        shutil.copytree(Path(__file__).with_name("recorder"), recorder)
        environment |= {"PYTHONPATH": f"{folder / 'project/src'}{os.pathsep}{recorder}", "TMPDIR": str(folder)}
        environment |= {"HOME": str(folder), "XDG_CACHE_HOME": str(folder / "cache")}
        done = subprocess.run(
            for_another_user(command),
            cwd=new_study.folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=900,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert all(path.owner() == "nobody" for path in new_study.results.rglob("*.csv"))
        same_numbers(new_study, finished_study)
