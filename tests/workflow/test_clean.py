"""`segstudy clean` on a finished study."""

import subprocess
import sys

import pytest

from segstudy.running.alone import alone

pytestmark = pytest.mark.workflow


def clean(place, *arguments):
    place.command()  # writes the study file
    command = [sys.executable, "-m", "segstudy", "clean", "study.yaml", *arguments]
    return subprocess.run(
        command, cwd=place.folder, env=place.environment(), capture_output=True, text=True, timeout=300
    )


def test_what_no_arm_needs_is_listed_and_removed_and_nothing_else(study_copy):
    (study_copy.results / "notes.txt").write_text("mine\n")
    before = {path for path in study_copy.results.rglob("*") if path.is_file()}
    done = clean(study_copy)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "results/tiny: all of it is needed\n"

    killed = {study_copy.results / name for name in (".0a1b2c3d.metrics.csv", "seals/.0a1b2c3d.metrics.csv.json")}
    for path in killed:
        path.write_text("half")
    assert "2 files" in clean(study_copy).stdout
    with alone(study_copy.results):
        assert "another run works on" in clean(study_copy, "--yes").stderr and all(path.exists() for path in killed)
    assert "removed" in clean(study_copy, "--yes").stdout and not any(path.exists() for path in killed)

    study_copy.config["arms"][0]["training"] = {"weight_decay": 1.0e-3}
    planned = study_copy.plan()
    listed = clean(study_copy)
    assert "results/tiny/trained/enet.raw" in listed.stdout and "--yes` removes them" in listed.stdout
    assert {path for path in study_copy.results.rglob("*") if path.is_file()} == before
    done = clean(study_copy, "--yes")
    assert done.returncode == 0, done.stderr
    left = {path for path in study_copy.results.rglob("*") if path.is_file()}
    gone = {str(path.relative_to(study_copy.results).parent) for path in before - left if "seals" not in path.parts}
    kinds = {folder.split("/")[0] for folder in gone}
    assert kinds == {"trained", "inferred", "state"}
    assert all("/enet.raw." in f"/{folder}" for folder in gone)
    assert (study_copy.results / "notes.txt").is_file()
    assert study_copy.plan() == planned
    assert "all of it is needed" in clean(study_copy).stdout


def test_a_study_that_cannot_be_planned_removes_nothing(study_copy):
    study_copy.config["arms"][0]["preparation"] = "no_such"
    done = clean(study_copy, "--yes")
    assert done.returncode == 2
    assert "cannot be planned" in done.stderr and "no_such" in done.stderr
    assert (study_copy.results / "report.html").is_file()
