import json
import shutil

import numpy as np
import pytest
import yaml
from PIL import Image

from segstudy.application.cli import main
from segstudy.config.sections.phantom import PhantomSettings
from segstudy.phantom.cohort import make_case
from segstudy.plan.checked import checked_plan
from segstudy.volumes.nifti import write_volume
from segstudy.volumes.volume import Volume

COHORT = PhantomSettings(patients=4, shape=(48, 48, 16), displaced=False)
NAMES = [f"Patient_{number:02d}" for number in range(1, 5)]


@pytest.fixture(scope="module")
def patients():
    return {name: make_case(COHORT, 7, name) for name in NAMES}


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def segthor(patients, root):
    for name, made in patients.items():
        (root / name).mkdir(parents=True)
        write_volume(root / name / f"{name}.nii.gz", made.image)
        write_volume(root / name / "GT.nii.gz", made.label)


def nnunet(patients, root):
    for folder in ("imagesTr", "labelsTr"):
        (root / folder).mkdir(parents=True)
    for name, made in patients.items():
        write_volume(root / f"imagesTr/{name}_0000.nii.gz", made.image)
        write_volume(root / f"labelsTr/{name}.nii.gz", made.label)
    labels = {"background": 0, "esophagus": 1, "heart": 2, "trachea": 3, "aorta": 4}
    listing = {"channel_names": {"0": "CT"}, "labels": labels, "numTraining": 4, "file_ending": ".nii.gz"}
    (root / "dataset.json").write_text(json.dumps(listing))


def proposed(place, folder):
    assert main(["new", folder, "--out", "mine.yaml"]) == 0
    config = yaml.safe_load((place / "mine.yaml").read_text())
    return config, checked_plan(config, ["mine.yaml"])


def test_a_folder_a_case_becomes_a_study_whose_organs_have_no_names_yet(patients, place, capsys):
    segthor(patients, place / "scans")
    config, plan = proposed(place, "scans")
    assert config["data"]["organs"] == {f"label_{value}": value for value in (1, 2, 3, 4)}
    assert "modality" not in config["data"]
    assert "give the organs their names" in capsys.readouterr().out
    assert len(plan.fold_numbers) == 4 and len(plan.trainings) == 3


def test_a_dataset_of_nnunet_brings_its_names(patients, place):
    nnunet(patients, place / "Dataset001_A")
    config, _ = proposed(place, "Dataset001_A")
    assert config["data"]["layout"] == "nnunet"
    assert config["data"]["organs"] == {"esophagus": 1, "heart": 2, "trachea": 3, "aorta": 4}


def test_nothing_of_an_organ_lies_outside_the_proposed_slices(patients, place):
    segthor(patients, place / "scans")
    config, _ = proposed(place, "scans")
    full = config["preparations"]["full"]
    for made in patients.values():
        for axis in (0, 1):
            there = np.flatnonzero(made.label.array.any(axis=tuple({0, 1, 2} - {axis})))
            middle = (made.label.array.shape[axis] - 1) / 2
            farthest = max(abs(there[0] - middle), abs(there[-1] - middle)) * made.label.spacing[axis]
            assert 2 * farthest < full["size"][axis] * full["spacing_mm"][axis]


def test_pictures_and_masks_become_a_study_in_pixels(place):
    for folder in ("pictures", "masks"):
        (place / "cells" / folder).mkdir(parents=True)
        for number in range(3):
            values = np.zeros((70, 50), np.uint8)
            values[10:30, 10:30] = 200 if folder == "pictures" else 255
            Image.fromarray(values).save(place / f"cells/{folder}/c{number}.png")
    config, _ = proposed(place, "cells")
    assert config["data"]["images"] == {"picture": "pictures/{case}.*", "mask": "masks/{case}.*"}
    assert config["data"]["modality"] == "any"
    assert config["preparations"]["raw"]["size"] == [96, 64]
    assert config["comparisons"]["metrics"] == ["dice", "hd95_px", "assd_px"]


def test_scans_without_air_are_taken_for_no_ct(patients, place):
    segthor(patients, place / "scans")
    for name, made in patients.items():
        array = np.clip(made.image.array, 0, None)
        write_volume(place / f"scans/{name}/{name}.nii.gz", Volume(array, made.image.affine))
    config, _ = proposed(place, "scans")
    assert config["data"]["modality"] == "any"
    assert "clip_hu" not in config["preparations"]["full"]


def test_what_holds_no_cases_and_what_is_there_already_are_one_line(patients, place, capsys):
    (place / "empty").mkdir()
    assert main(["new", "empty"]) == 2
    assert "holds no cases in a layout that is known" in capsys.readouterr().err
    segthor(patients, place / "scans")
    assert main(["new", "scans"]) == 0
    assert (place / "studies/scans.yaml").exists()
    assert main(["new", "scans"]) == 2
    assert "is there already" in capsys.readouterr().err
    shutil.rmtree(place / "scans")
