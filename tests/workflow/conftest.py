"""Real runs of the workflow on a tiny study, each in a folder of its own."""

import copy
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

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

    def environment(self) -> dict[str, str]:
        return {**os.environ, "PYTHONPATH": str(self.project / "src")}

    def run(self, *arguments: str) -> Finished:
        done = subprocess.run(
            self.command(*arguments),
            cwd=self.folder,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=900,
        )
        return Finished(done.returncode, done.stdout)

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


def copy_project(folder: Path) -> Path:
    """The project's code at another place, where nobody else edits it and a test may."""
    for name in ("src", "rules", "workflow", "profiles"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "Snakefile", folder)
    return folder


@pytest.fixture(scope="session")
def project(tmp_path_factory) -> Path:
    return copy_project(tmp_path_factory.mktemp("project") / "segstudy")


@pytest.fixture(scope="session")
def finished_study(tmp_path_factory, project) -> Workplace:
    """The tiny study, run to its end; tests read it and change only copies of it."""
    place = Workplace(tmp_path_factory.mktemp("workflow") / "tiny", copy.deepcopy(TINY), project)
    place.folder.mkdir()
    done = place.run()
    assert done.code == 0, done.text
    return place


@pytest.fixture(scope="session")
def shipped_study(tmp_path_factory, project):
    """Runs a study of `studies/`, whole, in a folder of its own."""

    def run(name: str) -> Workplace:
        config = yaml.safe_load((ROOT / "studies" / f"{name}.yaml").read_text(encoding="utf-8"))
        place = Workplace(tmp_path_factory.mktemp(name) / name, config, project)
        place.folder.mkdir()
        done = place.run()
        assert done.code == 0, done.text
        return place

    return run


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
def new_study(tmp_path, project) -> Workplace:
    place = Workplace(tmp_path / "new", copy.deepcopy(TINY), project)
    place.folder.mkdir()
    return place
