"""`segstudy predict` on what a real run of the workflow left behind."""

import csv
import subprocess
import sys

import pytest

pytestmark = pytest.mark.workflow


@pytest.mark.parametrize("arm", ["raw", "cleaned"])
def test_a_new_scan_is_predicted_to_the_same_bytes_as_in_the_study(finished_study, tmp_path, arm):
    with (finished_study.results / "folds.csv").open(newline="") as lines:
        held = {row["case"]: row["fold"] for row in csv.DictReader(lines)}
    case = "Patient_02"
    scan = finished_study.results / f"phantom/{case}/{case}.nii.gz"
    command = [sys.executable, "-m", "segstudy", "predict", "--arm", f"results/tiny/{arm}", "--fold", held[case]]
    done = subprocess.run(
        [*command, str(scan), "--out", str(tmp_path / "seg.nii.gz")],
        cwd=finished_study.folder,
        env=finished_study.environment(),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    predicted = finished_study.results / f"predicted/{arm}/{case}.nii.gz"
    assert (tmp_path / "seg.nii.gz").read_bytes() == predicted.read_bytes()
