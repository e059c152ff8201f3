import json

import numpy as np
import pytest

from segstudy.volumes.nifti import read_image, read_labels

DATASET = "Dataset001_study"


def test_the_split_is_the_studys(nnunet_fold):
    [split] = json.loads((nnunet_fold.root / "preprocessed" / DATASET / "splits_final.json").read_text())
    assert split == {"train": ["Patient_01", "Patient_02"], "val": ["Patient_03"]}


def test_the_plan_rests_on_training_cases_alone(nnunet_fold):
    fingerprint = json.loads((nnunet_fold.root / "preprocessed" / DATASET / "dataset_fingerprint.json").read_text())
    assert len(fingerprint["spacings"]) == 2
    seen = [
        read_image(nnunet_fold.image(case)).array[read_labels(nnunet_fold.root / f"{case}_label.nii.gz").array > 0]
        for case in ("Patient_01", "Patient_02")
    ]
    told = fingerprint["foreground_intensity_properties_per_channel"]["0"]
    assert told["min"] == min(values.min() for values in seen)
    assert told["max"] == max(values.max() for values in seen)
    # nnU-Net draws as many voxels from each case
    assert told["mean"] == pytest.approx(np.mean([values.mean() for values in seen]), abs=6)


def test_the_patch_is_no_larger_than_asked_for_and_its_network_fits(nnunet_fold):
    plans = json.loads((nnunet_fold.root / "preprocessed" / DATASET / "nnUNetPlans.json").read_text())
    plan = plans["configurations"]["3d_fullres"]
    assert plan["patch_size"] == [16, 16, 16]
    strides = np.prod(plan["architecture"]["arch_kwargs"]["strides"], axis=0)
    assert not (np.array(plan["patch_size"]) % strides).any()
    assert max(plan["median_image_size_in_voxels"]) > 16


def test_the_manifest_names_what_it_was_made_of_and_raw_data_are_gone(nnunet_fold):
    assert set(nnunet_fold.manifest["files"]) == {"Patient_01", "Patient_02", "Patient_03"}
    assert nnunet_fold.manifest["plans"] == "nnUNetPlans"
    assert not (nnunet_fold.root / "raw").exists()


def test_what_is_kept_names_no_folder(nnunet_fold):
    kept = [path for path in (nnunet_fold.root / "preprocessed").rglob("*") if path.is_file()]
    assert {"dataset.json", "nnUNetPlans.json", "dataset_fingerprint.json"} <= {path.name for path in kept}
    assert [path.name for path in kept if str(nnunet_fold.root).encode() in path.read_bytes()] == []
