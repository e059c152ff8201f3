"""The recipes of docs/architecture.md, followed to the letter in a copy of the project; one study uses them all."""

import csv
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "architecture.md"
STEP = re.compile(
    r"^(New file|In|At the end of) (?:`([^`\n]+)`|a study file)(?:, (after|before) `([^`\n]+)`)?:\n\n"
    r"```(python|yaml)\n(.*?)^```$",
    flags=re.DOTALL | re.MULTILINE,
)
# What the recipes leave to say: quick, and with a second arm that needs no further training.
STUDY = {
    "study": "recipes",
    "seed": 3,
    "folds": {"count": 2, "validation": 0.4},
    "training": {"epochs": 3, "loss": "ce", "class_weights": "balanced", "learning_rate": 1.0e-2, "threads": 1},
    "postprocessings": {"clean": {"closing_mm": 0, "largest_component": True}},
}
CASES = ("P1", "P2", "P3", "P4")


def recipes():
    """By name, the steps of each recipe: (kind, file, after or before, place, text)."""
    _, page = PAGE.read_text(encoding="utf-8").split("## Four recipes\n")
    parts = re.split(r"^### (.*)\n", page.split("\n## ")[0], flags=re.MULTILINE)[1:]
    return {
        name: [(kind, file, side, place.replace("\\n", "\n"), text) for kind, file, side, place, _, text in steps]
        for name, steps in ((name, STEP.findall(text)) for name, text in zip(parts[::2], parts[1::2], strict=True))
    }


def follow(project, steps):
    """Take each step in the folder `project`; returns what the steps say of a study file."""
    study = {}
    for kind, name, side, place, text in steps:
        if not name:
            study |= yaml.safe_load(text)
            continue
        file = project / name
        if kind == "New file":
            assert not file.exists(), f"{name} is there already"
            file.write_text(text, encoding="utf-8")
            continue
        old = file.read_text(encoding="utf-8")
        if kind == "At the end of":
            file.write_text(f"{old.rstrip()}\n\n\n{text}", encoding="utf-8")
            continue
        assert old.count(place) == 1, f"{name} has {old.count(place)} times {place!r}"
        new = f"{place}\n{text.rstrip()}" if side == "after" else f"{text}{place}"
        file.write_text(old.replace(place, new), encoding="utf-8")
    return study


def run(project, folder, *command):
    """Run a command on the copied package; its text."""
    environment = {**os.environ, "PYTHONPATH": str(project / "src"), "SLURM_CONF": "/dev/null"}
    done = subprocess.run(
        [sys.executable, *command], cwd=folder, env=environment, text=True, capture_output=True, timeout=900
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


COHORT = """
from segstudy.config.sections.phantom import PhantomSettings
from segstudy.phantom.cohort import make_case
from segstudy.phantom.names import case_names
from segstudy.volumes.nifti import write_volume
settings = PhantomSettings(patients=4, shape=(48, 48, 16), displaced=False)
for number, name in enumerate(case_names(settings), 1):
    made = make_case(settings, 3, name)
    write_volume(f"data/pairs/P{number}_image.nii.gz", made.image)
    write_volume(f"data/pairs/P{number}_label.nii.gz", made.label)
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """The project with all four recipes followed, and the study file they make together."""
    project = tmp_path_factory.mktemp("project")
    for name in ("src", "rules", "workflow", "profiles", "studies", "docs"):
        shutil.copytree(ROOT / name, project / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("Snakefile", "pyproject.toml"):
        shutil.copy(ROOT / name, project)
    return project


@pytest.fixture(scope="module")
def study(project):
    study = dict(STUDY)
    for steps in recipes().values():
        study |= follow(project, steps)
    (arm,) = study["arms"]
    study["arms"] = [arm, {**arm, "name": "cleaned", "postprocessing": "clean"}]
    return study


@pytest.fixture(scope="module")
def results(project, study, tmp_path_factory):
    """What the study leaves behind, run to its end."""
    folder = tmp_path_factory.mktemp("study")
    (folder / "data/pairs").mkdir(parents=True)
    run(project, folder, "-c", COHORT)
    (folder / "study.yaml").write_text(yaml.safe_dump(study), encoding="utf-8")
    files = ["--snakefile", str(project / "Snakefile"), "--configfile", "study.yaml"]
    run(project, folder, "-m", "snakemake", "--profile", str(project / "profiles/local"), *files)
    return folder / "results/recipes"


def test_there_are_four_of_them_and_each_ends_in_a_study_file():
    assert list(recipes()) == ["A network", "A metric", "A preparation option", "A layout"]
    for name, steps in recipes().items():
        assert [file for _, file, *_ in steps].count("") == 1 and not steps[-1][1], name


def test_each_touches_no_more_files_than_it_promises():
    touched = {name: len({file for _, file, *_ in steps if file}) for name, steps in recipes().items()}
    assert touched == {"A network": 2, "A metric": 2, "A preparation option": 2, "A layout": 2}


@pytest.mark.workflow
def test_what_they_make_is_clean_and_known_to_the_page_of_keys(project, study):
    run(project, project, "-m", "ruff", "check", "src")
    run(project, project, "-m", "ruff", "format", "--check", "src")
    run(project, project, "-m", "segstudy.config.reference")
    page = (project / "docs/keys.md").read_text(encoding="utf-8")
    assert all(word in page for word in ("plain_cnn", "volume_similarity", "clip_percentile", "pairs"))


@pytest.mark.workflow
def test_the_network_is_trained_and_the_report_calls_it_by_its_name(results):
    assert list((results / "trained").glob("plain_cnn*/fold-0/weights.safetensors"))
    assert "plain CNN (width 8)" in (results / "report.html").read_text(encoding="utf-8")


@pytest.mark.workflow
def test_the_metric_reaches_tables_tests_and_report(results):
    with (results / "metrics.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 2 * len(CASES) * 2
    similar = [float(row["volume_similarity"]) for row in rows]
    assert 0 < max(similar) <= 1 and min(similar) >= 0
    with (results / "statistics.csv").open(encoding="utf-8") as lines:
        assert "volume_similarity" in {row["metric"] for row in csv.DictReader(lines)}
    assert "volume_similarity_mean" in (results / "summary.csv").read_text(encoding="utf-8")
    report = (results / "report.html").read_text(encoding="utf-8")
    assert "Volume similarity" in report and "Taha AA" in report


PREPARED = """
import sys
import numpy as np
from segstudy.config.sections.preparation import PreparationSettings
from segstudy.preparation.prepare import prepare_image
from segstudy.volumes.cache import CachedSlices
from segstudy.volumes.nifti import read_image
slices, scan = CachedSlices(sys.argv[1]), read_image(sys.argv[2])
stored = np.stack([slices.stored(index) for index in range(len(slices))])
options = [PreparationSettings(size=(48, 48), **option) for option in ({"clip_percentile": (5, 95)}, {})]
print([bool((stored == prepare_image(scan, option)[0].stored).all()) for option in options])
"""


@pytest.mark.workflow
def test_the_preparation_option_changes_the_volume_and_is_told(project, results):
    scan = results.parents[1] / "data/pairs/P1_image.nii.gz"
    told = run(project, results, "-c", PREPARED, str(results / "prepared/clipped/P1"), str(scan))
    assert told == "[True, False]\n"
    assert "percentiles 5 to 95" in (results / "report.html").read_text(encoding="utf-8")


@pytest.mark.workflow
def test_the_layout_finds_the_cases(results):
    with (results / "cases.csv").open(encoding="utf-8") as lines:
        assert [row["case"] for row in csv.DictReader(lines)] == list(CASES)
