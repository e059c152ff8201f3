"""A patient in whom there is nothing to draw is learned from, predicted and measured, where the study says so."""

import copy
import csv
import json
import shutil

import nibabel as nib
import numpy as np
import pytest

pytestmark = pytest.mark.workflow


@pytest.fixture
def with_a_healthy_patient(finished_study, new_study):
    """One organ of the phantom's, and nothing drawn in Patient_02."""
    root = new_study.folder / "scans"
    shutil.copytree(finished_study.results / "phantom", root)
    new_study.config = copy.deepcopy(new_study.config)
    new_study.config["data"] = {"layout": "segthor", "root": "scans", "organs": {"heart": 2}, "ignore": [1, 3, 4]}
    new_study.config["folds"] = {"count": 3, "validation": 0.4, "stratify": "organs"}
    del new_study.config["correction"], new_study.config["augmentations"], new_study.config["postprocessings"]
    new_study.config["arms"] = [new_study.config["arms"][0]]
    new_study.config["comparisons"] = {"baseline": "raw", "bootstrap": 200}
    file = root / "Patient_02" / "GT.nii.gz"
    drawn = nib.load(file)
    nib.save(nib.Nifti1Image(np.zeros(drawn.shape, np.uint8), drawn.affine), file)
    return new_study


def test_an_empty_label_map_is_a_case_like_any_other_where_allowed(with_a_healthy_patient):
    study = with_a_healthy_patient
    refused = study.run()
    assert refused.code != 0 and "is empty" in refused.text and "empty_labels: allowed" in refused.text
    study.config["data"]["empty_labels"] = "allowed"
    done = study.run(study.numbers(), "results/tiny/ceilings.csv")
    assert done.code == 0, done.text
    assert "Patient_02: label map: no voxel of heart: counted as absent" in done.text
    with (study.results / "metrics.csv").open() as lines:
        outcomes = {row["case"]: row["outcome"] for row in csv.DictReader(lines)}
    assert len(outcomes) == 4 and outcomes.pop("Patient_02") in ("both_empty", "spurious")
    assert set(outcomes.values()) <= {"ok", "missed"}
    with (study.results / "ceilings.csv").open() as lines:
        dice = {row["case"]: row["dice"] for row in csv.DictReader(lines)}
    assert dice["Patient_02"] == "" and all(float(value) > 0.5 for case, value in dice.items() if case != "Patient_02")
    known = json.loads((study.results / "state" / "label_integers.json").read_text())
    assert len(known["files"]) == 4
