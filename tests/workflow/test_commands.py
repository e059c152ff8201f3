"""`segstudy run` and `segstudy status` on a finished study and after changes."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.workflow


def segstudy(place, *words):
    place.command()  # writes the study file
    # the clone whose package is asked is the one whose Snakefile is run
    environment = place.environment() | {"PYTHONPATH": str(Path(place.project, "src"))}
    command = [sys.executable, "-m", "segstudy", *words]
    return subprocess.run(command, cwd=place.folder, env=environment, capture_output=True, text=True, timeout=600)


def test_a_finished_study_is_left_and_a_changed_one_told_in_few_words(study_copy):
    done = segstudy(study_copy, "run", "study.yaml")
    assert done.returncode == 0, done.stderr
    assert "nothing to be done" in done.stderr
    assert done.stdout == "the report is as it was: results/tiny/report.html\n"

    checked = segstudy(study_copy, "check", "study.yaml")
    assert "earlier runs in results/tiny" in checked.stdout

    study_copy.config["comparisons"]["alpha"] = 0.01
    done = segstudy(study_copy, "run", "statistics.csv", "study.yaml")
    assert done.returncode != 0, "it is no file of the study"
    done = segstudy(study_copy, "run", "comparison", "study.yaml", "--", "--nolock")
    assert done.returncode == 0, done.stderr
    shown = done.stderr.splitlines()
    assert "comparison: done" in shown
    assert not [line for line in shown if line.startswith(("[", "Job ", "Select", "Finished"))]

    (study_copy.results / "metrics.csv").unlink()
    (study_copy.results / "evaluated/raw/Patient_01.csv").unlink()
    told = segstudy(study_copy, "status", "study.yaml")
    assert told.returncode == 0, told.stderr
    said = told.stdout.splitlines()
    assert said[0] == "nothing works on it"
    assert {"arm raw: 3 of 4 cases measured", "arm cleaned: 4 of 4 cases measured", "metrics.csv: not yet"} <= {*said}


def test_a_page_of_its_status_reloads_itself(study_copy):
    assert segstudy(study_copy, "status", "study.yaml", "--html", "status.html").returncode == 0
    page = (study_copy.folder / "status.html").read_text()
    assert 'http-equiv="refresh"' in page
    assert "<li>report.html: there</li>" in page
