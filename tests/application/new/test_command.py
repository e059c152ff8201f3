import json
import re
import shutil
from types import SimpleNamespace

import numpy as np
import pytest
import yaml
from PIL import Image

from segstudy.application.cli import main
from segstudy.application.made_up.folders import write_folder
from segstudy.application.new.proposal import seen_lines
from segstudy.config.sections.phantom import PhantomSettings
from segstudy.phantom.cohort import make_case
from segstudy.plan.checked import checked_plan
from segstudy.preparation.grid import network_grid
from segstudy.preparation.prepare import prepare_label
from segstudy.volumes.label_map import class_indices
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
    assert config["study"] == "mine"  # as its file, so that its results are found by the same name
    assert config["data"]["layout"] == "nnunet"
    assert config["data"]["organs"] == {"esophagus": 1, "heart": 2, "trachea": 3, "aorta": 4}


def test_volumes_are_told_as_people_say_them():
    seen = SimpleNamespace(
        organs={"lung": 1, "eye": 2}, ml={"lung": 1963.4, "eye": 6.5512}, counted={"lung": 2, "eye": 3}, opened=3,
        shape=(9, 9, 9), spacing_mm=None, spacings=(),
    )  # fmt: skip
    assert [line.split(", ", 1)[1] for line in seen_lines(seen)[:2]] == ["1,960 ml", "6.55 ml"]


@pytest.mark.parametrize(("gpu", "threads"), [(False, 1), (True, None)])
def test_a_core_trains_one_network_where_there_is_no_gpu(patients, place, gpu, threads, monkeypatch):
    monkeypatch.setattr("segstudy.application.new.proposal.has_gpu", lambda: gpu)
    segthor(patients, place / "scans")
    assert main(["new", "scans", "--out", "mine.yaml"]) == 0
    assert yaml.safe_load((place / "mine.yaml").read_text())["training"].get("threads") == threads


def test_nothing_of_an_organ_lies_outside_the_proposed_slices(patients, place):
    segthor(patients, place / "scans")
    config, plan = proposed(place, "scans")
    for made in patients.values():
        for settings in plan.settings.preparations.values():
            grid = network_grid(made.image, settings)
            prepared = prepare_label(class_indices(made.label.array, [1, 2, 3, 4]), grid, 4)
            assert prepared.outside == [0, 0, 0, 0]


def test_pictures_and_masks_become_a_study_in_pixels(place, capsys):
    for folder in ("pictures", "masks"):
        (place / "cells" / folder).mkdir(parents=True)
        for number in range(3):
            values = np.zeros((70, 50), np.uint8)
            values[10:30, 10:30] = 200 if folder == "pictures" else 255
            Image.fromarray(values).save(place / f"cells/{folder}/c{number}.png")
    config, _ = proposed(place, "cells")
    assert config["data"]["images"] == {"picture": "pictures/{case}.*", "mask": "masks/{case}.*"}
    assert config["training"]["batch"] == 2, "of so few an epoch would be one step"
    assert config["data"]["modality"] == "any"
    assert config["preparations"]["raw"]["size"] == [96, 64]
    assert config["comparisons"]["metrics"] == ["dice", "hd95_px", "assd_px"]
    assert not any("color" in arm["name"] for arm in config["arms"])
    capsys.readouterr()
    assert main(["check", "mine.yaml"]) == 0
    said = (place / "mine.yaml").read_text() + capsys.readouterr().out
    assert "3 images with label maps" in said and "about 50 x 70 pixels each" in said
    assert not re.search(r"\bmm\b|patients|scan|slice", said)
    stained = np.zeros((70, 50, 3), np.uint8)
    stained[10:30, 10:30] = 200, 20, 100
    Image.fromarray(stained).save(place / "cells/pictures/c1.png")
    (place / "mine.yaml").unlink()
    config, _ = proposed(place, "cells")
    assert [arm["preparation"] for arm in config["arms"] if arm["name"] == "full+color"] == ["color"]
    assert config["preparations"]["color"] == {**config["preparations"]["full"], "color": True}


@pytest.mark.parametrize("several", [False, True])
def test_objects_in_several_parts_keep_all_of_them(place, several):
    for folder in ("pictures", "masks"):
        (place / "cells" / folder).mkdir(parents=True)
        for number in range(3):
            values = np.zeros((70, 50), np.uint8)
            values[10:30, 10:30] = 255
            if several:
                values[40:60, 10:30] = 255
            Image.fromarray(values).save(place / f"cells/{folder}/c{number}.png")
    config, _ = proposed(place, "cells")
    assert ("postprocessings" in config) is not several
    assert [arm["name"] for arm in config["arms"]][-1] == ("full+dice" if several else "full+postprocessing")
    assert len(config["arms"]) == 4


def test_organs_in_one_part_alone_are_cleaned(patients, place):
    made = {name: SimpleNamespace(image=each.image, label=each.label) for name, each in patients.items()}
    labels = made[NAMES[1]].label.array.copy()
    slices = np.flatnonzero((labels == 3).any(axis=(0, 1)))
    gap = labels[..., slices[len(slices) // 2]]
    gap[gap == 3] = 0
    made[NAMES[1]].label = made[NAMES[1]].label.with_array(labels)
    nnunet(made, place / "chest")
    config, _ = proposed(place, "chest")
    assert config["postprocessings"]["clean"] == {"largest_component": True, "organs": ["esophagus", "heart", "aorta"]}


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
    assert yaml.safe_load((place / "studies/scans.yaml").read_text())["study"] == "scans"
    assert main(["new", "scans"]) == 2
    assert "is there already" in capsys.readouterr().err
    shutil.rmtree(place / "scans")


def without(volume, *integers):
    return Volume(np.where(np.isin(volume.array, integers), 0, volume.array), volume.affine)


def test_names_of_integers_stand_in_a_file_beside_the_cases(patients, place):
    segthor(patients, place / "scans")
    (place / "scans/labels.json").write_text(json.dumps({"esophagus": 1, "heart": 2, "aorta": 4}))
    config, _ = proposed(place, "scans")
    assert config["data"]["organs"] == {"esophagus": 1, "heart": 2, "aorta": 4}
    assert config["data"]["ignore"] == [3]


def test_an_organ_that_not_all_cases_show_is_taken_as_not_drawn_there(patients, place, capsys):
    segthor(patients, place / "scans")
    label = patients["Patient_02"].label
    write_volume(place / "scans/Patient_02/GT.nii.gz", without(label, 2))
    config, plan = proposed(place, "scans")
    assert config["data"]["annotated"] == {"label_2": ["Patient_01", "Patient_03", "Patient_04"]}
    assert "label_2" not in plan.annotated("Patient_02")
    assert "delete these lines where the organ really is not in the patient" in capsys.readouterr().out


def test_two_patients_are_looked_at_and_nothing_is_learned(patients, place):
    segthor({name: patients[name] for name in NAMES[:2]}, place / "scans")
    config, plan = proposed(place, "scans")
    assert [arm["control"] for arm in config["arms"]] == ["truth", "empty"]
    assert not plan.trainings and not plan.folds


def test_splits_and_an_ignored_label_of_nnunet_are_taken(patients, place):
    nnunet(patients, place / "Dataset001_A")
    listing = json.loads((place / "Dataset001_A/dataset.json").read_text())
    listing["labels"]["ignore"] = 5
    (place / "Dataset001_A/dataset.json").write_text(json.dumps(listing))
    parts = [{"train": NAMES[:3], "val": NAMES[3:]}, {"train": NAMES[1:], "val": NAMES[:1]}]
    (place / "Dataset001_A/splits_final.json").write_text(json.dumps(parts))
    config, plan = proposed(place, "Dataset001_A")
    assert config["data"]["ignore"] == [5] and "ignore" not in config["data"]["organs"]
    assert plan.folds == {"Patient_04": 0, "Patient_01": 1}


def test_structures_of_dicom_are_opened_too(place, capsys):
    write_folder(place / "export", "dicom", COHORT.model_copy(update={"patients": 3}), 7)
    config, _ = proposed(place, "export")
    assert config["data"]["layout"] == "dicom"
    assert set(config["data"]["organs"]) == {"esophagus", "heart", "trachea", "aorta"}
    assert len(config["preparations"]["full"]["spacing_mm"]) == 3
    assert "heart (3): in 3 of 3 cases that were opened" in capsys.readouterr().out


def test_what_has_no_label_map_leaves_no_file(place, capsys):
    write_folder(place / "export", "dicom", COHORT.model_copy(update={"patients": 1}), 7)
    for path in (place / "export").rglob("structures.dcm"):
        path.unlink()
    assert main(["new", "export", "--out", "mine.yaml"]) == 2
    assert "no case holds an RTSTRUCT or a SEG" in capsys.readouterr().err
    assert not (place / "mine.yaml").exists()


def test_epochs_are_as_many_as_end_the_same_day_and_the_file_says_why(patients, place, monkeypatch):
    segthor(patients, place / "scans")
    few, _ = proposed(place, "scans")
    (place / "mine.yaml").unlink()
    monkeypatch.setattr("segstudy.application.new.effort.HOURS", 1e-6)
    config, _ = proposed(place, "scans")
    assert config["training"]["epochs"] == 5 < few["training"]["epochs"]
    assert "# 50 epochs, better for a result, would take about" in (place / "mine.yaml").read_text()
