"""Real runs of the workflow on a tiny study, each in a folder of its own."""

import ast
import copy
import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest
import yaml

from segstudy.running.warm.processes import WarmProcesses

ROOT = Path(__file__).parents[2]

TINY = {
    "study": "tiny",
    "seed": 7,
    "data": {
        "layout": "phantom",
        "organs": {"esophagus": 1, "heart": 2, "trachea": 3, "aorta": 4},
        "phantom": {"patients": 4, "shape": [48, 48, 16]},
    },
    "correction": {"organ": "heart", "reference": {"case": "Patient_03", "label": "GT2.nii.gz"}},
    "folds": {"count": 2, "validation": 0.4},
    "preparations": {
        "raw": {"size": [48, 48]},
        "full": {"clip_hu": [-1000, 1000], "spacing_mm": [8, 8, 12], "normalize": "zscore", "size": [48, 48]},
    },
    "augmentations": {"affine": {"translate_px": 3}},
    "training": {"epochs": 2, "batch": 4, "loss": "dice_ce", "learning_rate": 3e-3, "threads": 1},
    "postprocessings": {"clean": {"closing_mm": 8, "largest_component": True}},
    "arms": [
        {"name": "raw", "model": {"enet": {"kernels": 8, "factor": 2}}, "preparation": "raw"},
        {
            "name": "augmented",
            "model": {"enet": {"kernels": 8, "factor": 2}},
            "preparation": "full",
            "augmentation": "affine",
        },
        {
            "name": "cleaned",
            "model": {"enet": {"kernels": 8, "factor": 2}},
            "preparation": "full",
            "augmentation": "affine",
            "postprocessing": "clean",
        },
    ],
    "comparisons": {"baseline": "raw", "bootstrap": 200},
}


@dataclass
class Finished:
    """What a Snakemake call said."""

    code: int
    text: str

    def jobs(self) -> dict[str, int]:
        """Rules and how often a dry run would run each; stage marks, which copy nothing, left out."""
        table = re.search(r"\njob +count\n-+ +-+\n(.*?)\ntotal ", self.text, re.DOTALL)
        rows = [line.split() for line in table[1].splitlines()] if table else []
        stages = {"all", *(file.stem for file in (ROOT / "rules").glob("*.smk"))}
        return {rule: int(count) for rule, count in rows if rule not in stages}


@dataclass
class Workplace:
    """A folder in which one study is run."""

    folder: Path
    config: dict
    project: Path
    records_imports: bool = False
    # Starts Snakemakes in forks of a process that has imported what they need of the session's copy of the project.
    snakemakes: ClassVar[WarmProcesses]

    @property
    def results(self) -> Path:
        return self.folder / "results" / self.config["study"]

    def command(self, *arguments: str) -> list[str]:
        study = self.folder / "study.yaml"
        study.write_text(yaml.safe_dump(self.config, sort_keys=False))
        profile = ["--profile", str(self.project / "profiles/local")]
        files = ["--snakefile", str(self.project / "Snakefile"), "--configfile", str(study)]
        # Targets come first: what follows --configfile is taken for another one.
        return [sys.executable, "-m", "snakemake", *arguments, *profile, *files]

    @property
    def loaded(self) -> Path:
        """Where each job writes down which modules it has loaded."""
        return self.folder / "loaded"

    def environment(self) -> dict[str, str]:
        self.loaded.mkdir(exist_ok=True)
        record = {"RECORD_IMPORTS": "1"} if self.records_imports else {}
        return {**os.environ, "PYTHONPATH": python_path(self.project), "LOADED_MODULES": str(self.loaded), **record}

    def run(self, *arguments: str) -> Finished:
        _, _, module, *others = self.command(*arguments)
        with tempfile.NamedTemporaryFile() as said:
            streams = [said.name, said.name]
            process = self.snakemakes.start(
                [module, *others], self.environment(), module=module, streams=streams, folder=str(self.folder)
            )
            code = process.wait()
            greedy = [job for job in self.memory() if job["asked_mb"] and job["took_mb"] > job["asked_mb"]]
            assert not greedy, "jobs took more memory than their rules ask for"
            return Finished(code, Path(said.name).read_text(encoding="utf-8", errors="replace"))

    def memory(self) -> list[dict]:
        """What memory each job asked for and took, by rule."""
        jobs = [json.loads(file.read_text(encoding="utf-8")) for file in self.loaded.glob("[!.]*.json")]
        return [job for job in jobs if "rule" in job]

    def start(self, *arguments: str) -> subprocess.Popen:
        with (self.folder / "run.log").open("w") as log:
            return subprocess.Popen(
                self.command(*arguments), cwd=self.folder, env=self.environment(), stdout=log, stderr=log
            )

    def plan(self, *arguments: str) -> dict[str, int]:
        dry = self.run("--dry-run", *arguments)
        assert dry.code == 0, dry.text
        return dry.jobs()

    def copy_to(self, folder: Path) -> "Workplace":
        """The same study, as far as it has come, elsewhere."""
        shutil.copytree(self.folder, folder)
        return Workplace(folder, copy.deepcopy(self.config), self.project)

    def numbers(self) -> str:
        """The target that holds all numbers: whoever compares these needs no report."""
        return f"results/{self.config['study']}/statistics.csv"


def python_path(project: Path) -> str:
    """Of a project's code, and of what writes down what jobs load."""
    return f"{project / 'src'}{os.pathsep}{ROOT / 'tests/workflow/recorder'}"


def copy_project(folder: Path) -> Path:
    """The project's code at another place, where nobody else edits it and a test may."""
    for name in ("src", "rules", "workflow", "profiles"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "Snakefile", folder)
    return folder


@pytest.fixture(scope="session")
def project(tmp_path_factory) -> Iterator[Path]:
    copied = copy_project(tmp_path_factory.mktemp("project") / "segstudy")
    Workplace.snakemakes = WarmProcesses(
        ["snakemake.cli", "snakemake.executors.local", "numpy", "pandas", "pydantic.main", "nibabel", "scipy.ndimage"],
        environment={**os.environ, "PYTHONPATH": python_path(copied)},
        package="segstudy",
    )
    yield copied
    Workplace.snakemakes.close()


@pytest.fixture(scope="session")
def finished_study(tmp_path_factory, project) -> Workplace:
    """The tiny study, run to its end once for all of xdist's workers; tests read it and change only copies of it."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "finished"
    shared.mkdir(exist_ok=True)
    place = Workplace(shared / "tiny", copy.deepcopy(TINY), project, records_imports=True)
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "done").exists():
            shutil.rmtree(place.folder, ignore_errors=True)  # of a worker that failed
            place.folder.mkdir()
            done = place.run()
            assert done.code == 0, done.text
            (shared / "done").touch()
    return place


@pytest.fixture(scope="session")
def shipped_study(tmp_path_factory, project):
    """Runs a study of `studies/`, whole or as `reduced` leaves its configuration, in a folder of its own."""

    def run(name: str, reduced: Callable[[dict], None] | None = None) -> Workplace:
        config = yaml.safe_load((ROOT / "studies" / f"{name}.yaml").read_text(encoding="utf-8"))
        if reduced:
            reduced(config)
        place = Workplace(tmp_path_factory.mktemp(name) / name, config, project)
        place.folder.mkdir()
        # another study runs beside it
        done = place.run(*(["--cores", "1"] if "PYTEST_XDIST_WORKER" in os.environ else []))
        assert done.code == 0, done.text
        return place

    return run


@pytest.fixture(scope="session")
def make_workplace(tmp_path_factory, project) -> Callable[[dict], Workplace]:
    """A folder of its own for a study with this configuration."""
    return lambda config: Workplace(tmp_path_factory.mktemp(config["study"]), copy.deepcopy(config), project)


@pytest.fixture
def study_copy(finished_study, tmp_path) -> Workplace:
    return finished_study.copy_to(tmp_path / "tiny")


@pytest.fixture
def edited_copy(study_copy, tmp_path) -> Workplace:
    """A copy of the finished study with a copy of the code that made it, to be edited."""
    shutil.copytree(study_copy.project, tmp_path / "project")
    study_copy.project = tmp_path / "project"
    return study_copy


@pytest.fixture
def project_copy(tmp_path) -> Path:
    """A copy of the code of a test's own, to be edited."""
    return copy_project(tmp_path / "project")


@pytest.fixture(scope="session")
def with_new_keys():
    """Adds a key with a default to every section of a file of the configuration."""

    def added(text: str) -> str:
        lines = text.split("\n")
        for section in reversed(ast.parse(text).body):
            if isinstance(section, ast.ClassDef) and any("Se" in ast.unparse(base) for base in section.bases):
                fields = [node for node in section.body if isinstance(node, ast.AnnAssign)]
                if fields:  # of `Section`, or of other `…Settings`
                    lines.insert(fields[-1].end_lineno, "    new_key: Annotated[int, Field(ge=1)] = 3  # new")
        return "\n".join(lines)

    return added


@pytest.fixture
def new_study(tmp_path, project) -> Workplace:
    place = Workplace(tmp_path / "new", copy.deepcopy(TINY), project)
    place.folder.mkdir()
    return place
