import importlib.util
import json
import os
import subprocess
import sys

import nibabel as nib
import numpy as np
import pytest

from segstudy.cases.layouts.nnunet import splits_beside
from segstudy.cases.layouts.registry import find_cases
from segstudy.config.sections.data import DataSettings
from segstudy.plan.plan import Plan
from segstudy.running.errors import StudyError

V2 = {"channel_names": {"0": "CT"}, "labels": {"background": 0, "heart": 1, "aorta": 2}, "file_ending": ".nii.gz"}
V1 = {"modality": {"0": "CT"}, "labels": {"0": "background", "1": "heart", "2": "aorta"}}


@pytest.fixture
def dataset(tmp_path):
    """A raw dataset of four cases with label maps, and one without."""

    def make(described, ending=".nii.gz"):
        root = tmp_path / "nnUNet_raw/Dataset007_Chest"
        for folder in ("imagesTr", "labelsTr", "imagesTs"):
            (root / folder).mkdir(parents=True, exist_ok=True)
        labels = np.zeros((8, 9, 10), np.uint8)
        labels[2:4, 2:5, 2:6], labels[5:7, 5:8, 2:6] = 1, 2
        for name in ("a", "b", "c", "d"):
            nib.save(nib.Nifti1Image(labels.astype(np.int16) - 1000, np.eye(4)), root / f"imagesTr/{name}_0000{ending}")
            nib.save(nib.Nifti1Image(labels, np.eye(4)), root / f"labelsTr/{name}{ending}")
        (root / f"imagesTs/e_0000{ending}").touch()
        (root / "dataset.json").write_text(json.dumps({**described, "numTraining": 4, "file_ending": ending}))
        return root

    return make


def settings(root, **keys):
    return DataSettings(layout="nnunet", root=str(root), **{"organs": {"heart": 1, "aorta": 2}, **keys})


@pytest.mark.parametrize("described", [V1, V2])
def test_both_versions_are_the_same_cases(dataset, described):
    root = dataset(described, ".nii")
    cases = find_cases(settings(root), "results/s", ["heart", "aorta"])
    assert [case.name for case in cases] == ["a", "b", "c", "d", "e"] and cases[4].label is None
    assert cases[0].image == str(root / "imagesTr/a_0000.nii") and cases[0].label == str(root / "labelsTr/a.nii")


CHECK = """
import sys
from nnunetv2.experiment_planning.verify_dataset_integrity import verify_dataset_integrity
verify_dataset_integrity(sys.argv[1], 1)
"""


@pytest.mark.skipif(importlib.util.find_spec("nnunetv2") is None, reason="nnU-Net is not installed")
def test_nnunets_own_checker_agrees(dataset):
    root = dataset(V2)
    # in a process of its own, unwatched: it ends a pool of forks by signals, which watched ones may outlive
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    subprocess.run([sys.executable, "-c", CHECK, root], env=environment, check=True)
    assert len(find_cases(settings(root), "results/s", ["heart", "aorta"])) == 5


def test_what_is_no_such_dataset_is_told(dataset):
    root = dataset(V2)
    wrong = {
        "has no label 7 (`data.organs.lung`); its labels are: heart 1, aorta 2": {"organs": {"lung": 7}},
    }
    for words, keys in wrong.items():
        with pytest.raises(StudyError) as caught:
            find_cases(settings(root, **keys), "results/s", list(keys.get("organs", {})))
        assert words in str(caught.value)
    (root / "labelsTr/a.nii.gz").unlink()
    (root / "imagesTr/b_0000.nii.gz").rename(root / "imagesTr/b_0001.nii.gz")
    with pytest.raises(StudyError) as caught:
        find_cases(settings(root), "results/s", [])
    assert "a_0000.nii.gz has no label map" in str(caught.value)
    assert "b_0001.nii.gz is not named <case>_0000.nii.gz" in str(caught.value)
    (root / "dataset.json").write_text(json.dumps({**V2, "channel_names": {"0": "CT", "1": "PET"}}))
    with pytest.raises(StudyError, match="has 2 channels"):
        find_cases(settings(root), "results/s", [])
    ignoring = {**V2, "labels": {**V2["labels"], "ignore": 3}}
    with pytest.raises(StudyError, match="marks voxels that nobody drew"):
        find_cases(settings(dataset(ignoring)), "results/s", [])


def test_its_splits_are_found_and_offered(dataset):
    root = dataset(V2)
    study = {
        "study": "s",
        "data": settings(root).spec(),
        "folds": {"count": 3},
        "preparations": {"raw": {"size": [8, 8]}},
        "arms": [{"name": "a", "preparation": "raw"}],
    }
    assert splits_beside(root) is None and Plan(study).offer == ""
    file = root.parents[1] / "nnUNet_preprocessed/Dataset007_Chest/splits_final.json"
    file.parent.mkdir(parents=True)
    folds = [{"train": ["a", "b"], "val": ["c", "d"]}, {"train": ["c", "d"], "val": ["a", "b"]}]
    file.write_text(json.dumps(folds))
    assert Plan(study).offer == f"note: nnU-Net's own splits are there: `folds: {{file: {file}}}` takes them"
    plan = Plan({**study, "folds": {"file": str(file)}})
    assert plan.offer == "" and plan.folds == {"c": 0, "d": 0, "a": 1, "b": 1}


def test_who_says_another_layout_is_told_this_one(dataset):
    root = dataset(V2)
    with pytest.raises(StudyError, match=r"is a dataset of nnU-Net's: say `data\.layout: nnunet`"):
        find_cases(DataSettings(layout="msd", root=str(root), organs={"heart": 1}), "results/s", ["heart"])
