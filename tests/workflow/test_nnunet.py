import copy
import importlib.util

import pandas as pd
import pytest

from segstudy.application.arms import arm_at
from segstudy.application.segment import segment
from segstudy.volumes.nifti import read_header, read_image, read_labels

pytestmark = [
    pytest.mark.workflow,
    pytest.mark.slow,
    pytest.mark.skipif(importlib.util.find_spec("nnunetv2") is None, reason="nnU-Net (the extra `nnunet`) is missing"),
]
TINY = {
    "trainer": "nnUNetTrainerNoMirroring",
    "epochs": 2,
    "iterations": 1,
    "validation_iterations": 1,
    "patch": [16, 16, 16],
    "batch": 2,
    "workers": 0,
}


def test_nnunet_is_an_arm_like_any_other(study_copy, tmp_path):
    """Added to a finished study: prepared, trained, predicted, cleaned, measured, compared and reported."""
    place = study_copy
    arm = {"name": "nnU-Net", "model": {"nnunet": TINY}, "postprocessing": "clean"}
    place.config["arms"] = [*place.config["arms"][:1], arm]
    outside = copy.deepcopy(place.config) | {"evaluate_on": {"there": ["Patient_05"]}}
    outside["data"]["phantom"]["patients"] = 5
    jobs = place.plan()
    assert jobs["prepare_nnunet_fold"] == jobs["train_nnunet"] == 2
    assert jobs["predict_nnunet_case"] == 4
    assert not jobs.keys() & {"train", "predict_case", "prepare_image"}
    done = place.run()
    assert done.code == 0, done.text
    assert place.plan() == {}

    metrics = pd.read_csv(place.results / "metrics.csv")
    assert metrics.groupby("arm")["case"].nunique().to_dict() == {"raw": 4, "nnU-Net": 4}
    assert set(metrics["outcome"]) <= {"ok", "missed", "spurious"}
    [training] = (place.results / "trained").glob("nnunet.*")
    for fold in range(2):
        assert len(pd.read_csv(training / f"fold-{fold}" / "history.csv")) == 2
    assert not list((place.results / "state").rglob("*.pth"))
    for predicted in (place.results / "predicted" / "nnU-Net").glob("*.nii.gz"):
        scan = read_header(place.results / "phantom" / predicted.name.split(".")[0] / predicted.name)
        assert read_labels(predicted).array.shape == scan.array.shape
    report = (place.results / "report.html").read_text()
    assert "nnU-Net" in report

    # on a scan of its own, as the study itself predicted it
    fold = metrics[metrics["case"] == "Patient_01"]["fold"].iloc[0]
    scan = read_image(place.results / "phantom/Patient_01/Patient_01.nii.gz")
    (tmp_path / "work").mkdir()
    segmented = segment(arm_at(place.results / "nnU-Net"), scan, tmp_path / "work", fold=int(fold))
    predicted = read_labels(place.results / "predicted/nnU-Net/Patient_01.nii.gz")
    assert (segmented.array == predicted.array).mean() > 0.999  # threads may round otherwise

    # another number of epochs trains anew, on what was prepared
    arm["model"] = {"nnunet": {**TINY, "epochs": 3}}
    jobs = place.plan()
    assert jobs["train_nnunet"] == 2
    assert not jobs.keys() & {"prepare_nnunet_fold", "train", "predict_case"}

    # each fold's network on a patient that is only tested on
    arm["model"] = {"nnunet": TINY}
    outside["arms"] = place.config["arms"]
    place.config = outside
    done = place.run()
    assert done.code == 0, done.text
    folds = pd.read_csv(place.results / "outside_folds.csv")
    assert set(zip(folds["arm"], folds["fold"], strict=True)) == {
        (name, fold) for name in ("raw", "nnU-Net") for fold in (0, 1)
    }
