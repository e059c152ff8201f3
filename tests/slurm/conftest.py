"""A real SLURM cluster for the whole session, and a tiny study in folders of its own that runs on it."""

import copy
import csv
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest
import yaml

ROOT = Path(__file__).parents[2]
SCRIPT = Path(os.environ.get("SEGSTUDY_SLURM") or ROOT.parent / "shared" / "slurm") / "cluster.sh"
LINK = Path("/etc/slurm/slurm.conf")

STUDY = yaml.safe_load(Path(__file__).with_name("tiny.yaml").read_text())
# The rules' times are made for patients; this cluster's partitions allow an hour.
SHORT = ["train:runtime=10", "predict_case:runtime=5"]
# Questions to the controller as often as possible, and small groups: a level of the DAG costs what a question waits.
HURRY = ["--slurm-init-seconds-before-status-checks", "1", "--latency-wait", "10", "--group-components"]
HURRY += [f"{group}=2" for group in ("inspection", "preparation", "measurement", "prediction")]
HURRY += ["evaluation=4"]  # its jobs are shorter than their starts


def wait_for(condition: Callable, what: str, seconds: float = 120):
    """What `condition` returns once it is true; AssertionError, naming `what`, where that takes too long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(0.05)
    raise AssertionError(f"did not happen in {seconds} s: {what}")


@dataclass(frozen=True)
class Cluster:
    """A running cluster. folder: where its configuration, logs and sockets lie."""

    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "SLURM_DIR": str(self.folder), "SLURM_CONF": str(self.folder / "etc/slurm.conf")}

    def do(self, *words: str) -> subprocess.CompletedProcess:
        """`cluster.sh WORDS`."""
        return subprocess.run(
            ["bash", str(SCRIPT), *words], env=self.environment, capture_output=True, text=True, timeout=300
        )

    def ask(self, *words: str) -> str:
        """What a SLURM command says."""
        return subprocess.run(words, env=self.environment, capture_output=True, text=True, check=True).stdout

    def queue(self, folder: Path) -> list[dict[str, str]]:
        """Jobs in the queue that work in `folder`."""
        rows = [row.split("|") for row in self.ask("squeue", "-h", "-o", "%A|%T|%N|%k|%Z").splitlines()]
        jobs = [dict(zip(("number", "state", "node", "comment", "folder"), row, strict=True)) for row in rows]
        return [job for job in jobs if job["folder"] == str(folder)]

    def _set_aside(self, node: str) -> bool:
        # where no cluster was set up yet, SLURM's commands look for its configuration for a minute each
        if shutil.which("sinfo") is None or not (self.folder / "etc/slurm.conf").is_file():
            return False
        said = subprocess.run(
            ["sinfo", "-h", "-n", node, "-o", "%T"], env=self.environment, capture_output=True, text=True, timeout=60
        )
        return said.returncode == 0 and "drain" in said.stdout

    def heal(self) -> None:
        """Every daemon up, every node usable, also one that was set aside because a job on it died slowly."""
        for name in filter(self._set_aside, ("cpu1", "gpu1", "gpu2")):
            self.ask("scontrol", "update", f"NodeName={name}", "State=RESUME")
        up = self.do("up")
        assert up.returncode == 0, up.stderr


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A cluster for the session; one that runs in the folder SLURM_DIR is used and left as it is."""
    if not SCRIPT.is_file():
        pytest.skip(f"no cluster to start: {SCRIPT} is missing (SEGSTUDY_SLURM names its folder)")
    if os.getuid() != 0:
        pytest.skip("starting a cluster needs root")
    lent = os.environ.get("SLURM_DIR")
    if LINK.exists() and not (lent and LINK.resolve().is_relative_to(lent)):
        pytest.skip(f"{LINK} exists: this machine belongs to a cluster already")
    folder = Path(lent or tempfile.mkdtemp(prefix="slurm-", dir="/tmp"))
    made = Cluster(folder)
    made.heal()
    yield made
    if not lent:
        made.do("down")
        shutil.rmtree(folder, ignore_errors=True)


@dataclass
class Study:
    """The tiny study in a folder, run by `profiles/slurm` on a cluster."""

    folder: Path
    cluster: Cluster
    config: dict
    run: subprocess.Popen | None = None
    begun: str = field(default_factory=lambda: time.strftime("%Y-%m-%dT%H:%M:%S"))

    @property
    def results(self) -> Path:
        return self.folder / "results" / self.config["study"]

    @property
    def metrics(self) -> bytes:
        return (self.results / "metrics.csv").read_bytes()

    @property
    def said(self) -> str:
        return (self.folder / "run.log").read_text()

    def start(self, *words: str, resources: Sequence[str] = SHORT, target: str = "metrics.csv") -> None:
        """Begin a run on the cluster; `said` is what it says. resources: in place of the profile's `set-resources`."""
        self._begin("slurm", f"results/{self.config['study']}/{target}", *HURRY, "--set-resources", *resources, *words)

    def start_here(self) -> None:
        """Begin a run of the study on this machine, without the cluster, as far as its numbers."""
        self._begin("local", *(f"results/{self.config['study']}/{name}.csv" for name in ("statistics", "folds")))

    def _begin(self, profile: str, *words: str) -> None:
        study = self.folder / "study.yaml"
        study.write_text(yaml.safe_dump(self.config, sort_keys=False))
        command = [sys.executable, "-m", "snakemake", *words, "--profile", str(ROOT / "profiles" / profile)]
        with (self.folder / "run.log").open("w") as log:
            self.run = subprocess.Popen(
                [*command, "--snakefile", str(ROOT / "Snakefile"), "--configfile", str(study)],
                cwd=self.folder,
                env={**self.cluster.environment, "PYTHONPATH": str(ROOT / "src")},
                stdout=log,
                stderr=log,
                # a shell that is not interactive would hand down an ignored SIGINT
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
            )

    def finish(self, seconds: float = 400) -> int:
        """Wait for the run to end; its exit status."""
        try:
            return self.run.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"the run hangs:\n{self.said[-5000:]}\n{self.cluster.ask('squeue')}") from None

    def copy_to(self, folder: Path) -> "Study":
        shutil.copytree(self.folder, folder, ignore=shutil.ignore_patterns("slurm_logs", "tmp.*"))
        return Study(folder, self.cluster, copy.deepcopy(self.config))

    @property
    def training(self) -> Path:
        """The folder of the study's one training."""
        return next((self.results / "logs" / "train").iterdir())

    def attempts(self, rule: str) -> list[dict[str, str]]:
        """All jobs of `rule` that were submitted for this study, oldest first, by the cluster's accounts."""
        fields = ["JobIDRaw", "Comment", "State", "ReqMem", "TimelimitRaw", "NodeList", "WorkDir"]
        told = self.cluster.ask("sacct", "-X", "-P", "-n", "-S", self.begun, "-o", ",".join(fields))
        jobs = [dict(zip(fields, row.split("|"), strict=True)) for row in told.splitlines()]
        return [job for job in jobs if job["WorkDir"] == str(self.folder) and job["Comment"].startswith(f"rule_{rule}")]

    def lose_training(self, *folds: int) -> None:
        """Forget what was trained on `folds` and all that was made of it."""
        for fold in folds:
            for room in ("trained", "state"):
                shutil.rmtree(self.results / room / self.training.name / f"fold-{fold}", ignore_errors=True)
            (self.training / f"fold-{fold}.log").unlink()
        with (self.results / "folds.csv").open(newline="") as lines:
            cases = [row["case"] for row in csv.DictReader(lines) if int(row["fold"]) in folds]
        for room in ("inferred", "predicted", "evaluated"):
            for path in (self.results / room).rglob("*.*"):
                if path.name.split(".")[0] in cases:
                    path.unlink()
        for file in ("metrics.csv", "statistics.csv", "summary.csv", "report.html"):
            (self.results / file).unlink(missing_ok=True)
        for stage in ("training", "prediction", "postprocessing", "evaluation", "comparison", "report"):
            (self.results / "stages" / stage).unlink(missing_ok=True)

    def log(self, fold: int) -> str:
        path = self.training / f"fold-{fold}.log"
        return path.read_text() if path.exists() else ""

    def epochs_done(self, fold: int) -> int:
        """Epochs that the running training has behind it, by its log."""
        return max(map(int, re.findall(r"epoch (\d+)/", self.log(fold))), default=0)

    def trainer(self, fold: int) -> psutil.Process | None:
        """The process that trains on `fold`, where it runs."""
        for process in psutil.process_iter():
            try:
                if (
                    Path(process.cwd()) == self.folder
                    and any(".train.py" in word for word in process.cmdline())
                    and "python" in process.name()
                    and f"/fold-{fold}.log" in " ".join(file.path for file in process.open_files())
                ):
                    return process
            except (psutil.Error, OSError):
                continue
        return None

    def freeze(self, fold: int, after: int = 2) -> int:
        """Stop (SIGSTOP) the training on `fold` in its midst: as slow as a machine can be. Its epochs so far."""

        def caught():
            assert self.run.poll() is None, self.said
            if after <= self.epochs_done(fold) < self.config["training"]["epochs"]:
                process = self.trainer(fold)
                if process:
                    process.suspend()
                    return process
            return None

        wait_for(caught, f"a training on fold {fold} in its epoch {after} or later\n{self.said[-3000:]}")
        return self.epochs_done(fold)


@pytest.fixture
def hurry() -> list[str]:
    """Options with which a run asks this cluster for what it has, and often."""
    return [*HURRY, "--set-resources", *SHORT]


@pytest.fixture
def wait_until() -> Callable:
    """`wait_for`, for tests."""
    return wait_for


@pytest.fixture(scope="session")
def undisturbed(cluster, tmp_path_factory) -> Study:
    """The study's numbers, made without cluster or disturbance; tests read it and change only copies of it."""
    study = Study(tmp_path_factory.mktemp("slurm") / "tiny", cluster, copy.deepcopy(STUDY))
    study.folder.mkdir()
    study.start_here()
    assert study.finish() == 0, study.said
    return study


@pytest.fixture
def study(undisturbed, tmp_path, cluster) -> Iterator[Study]:
    """A copy of the finished study to disturb, on a healthy cluster."""
    cluster.heal()
    copied = undisturbed.copy_to(tmp_path / "tiny")
    yield copied
    if copied.run and copied.run.poll() is None:
        copied.run.kill()
        copied.run.wait()
    cluster.heal()
    for job in cluster.queue(copied.folder):
        cluster.ask("scancel", job["number"])
    for fold in (0, 1):
        if left := copied.trainer(fold):
            left.kill()
