"""Every kind of bad name, data table and configuration, through the plan of a study, which is made before any job."""

import copy
import json
import shutil

import pytest
from bad_inputs.corpus import FAMILIES
from bad_inputs.files_of_a_case import change_voxels, sound_case

from segstudy.cases.cohort import judge_cohort
from segstudy.cases.given import take_given
from segstudy.cases.given_spec import GivenSpec
from segstudy.cases.inspection import inspect_case
from segstudy.plan.checked import checked_plan
from segstudy.plan.plan import Plan
from segstudy.running.errors import StudyError

STUDY = {
    "study": "x",
    "data": {
        "layout": "phantom",
        "organs": {"esophagus": 1, "heart": 2, "trachea": 3, "aorta": 4},
        "phantom": {"patients": 6},
    },
    "correction": {"organ": "heart", "reference": {"case": "Patient_03", "label": "GT2.nii.gz"}},
    "folds": {"count": 3},
    "preparations": {"raw": {}, "full": {"spacing_mm": [2, 2, 2]}},
    "augmentations": {"affine": {}},
    "training": {"epochs": 2},
    "arms": [
        {"name": "raw", "preparation": "raw", "training": {}},
        {"name": "augmented", "preparation": "full", "augmentation": "affine"},
    ],
    "comparisons": {"baseline": "raw"},
}


def told(config, plan=Plan) -> str:
    """What the person is told of a study that cannot be planned; nothing where it can."""
    try:
        plan(config)
    except StudyError as error:
        return str(error)
    return ""


def check(kind, message: str) -> None:
    assert bool(message) == (kind.verdict == "refused"), message
    assert all(words in message for words in kind.words), message
    assert len(message) < 2000
    assert all(line.isprintable() for line in message.splitlines())


@pytest.mark.parametrize("kind", FAMILIES["config"], ids=str)
def test_a_bad_configuration_gets_one_clear_message(kind, limits):
    config = copy.deepcopy(STUDY)
    kind.make(config)
    with limits():
        check(kind, told(config, lambda each: checked_plan(each, [])))


def own_files(layout, root):
    config = copy.deepcopy(STUDY)
    del config["correction"]
    return config | {"data": {"layout": layout, "root": str(root), "organs": {"esophagus": 1, "heart": 2}}}


@pytest.mark.parametrize("kind", FAMILIES["name"], ids=str)
def test_a_bad_name_of_a_folder_is_named(kind, tmp_path, limits):
    for name in ("P1", "P2", "P3", kind.make()):
        (tmp_path / name).mkdir()
        (tmp_path / name / "GT.nii.gz").touch()
    with limits():
        check(kind, told(own_files("segthor", tmp_path)))


@pytest.mark.parametrize("kind", FAMILIES["table"], ids=str)
def test_a_bad_table_is_one_clear_message(kind, tmp_path, limits):
    (tmp_path / "scans").mkdir()
    image, label = sound_case(tmp_path / "scans")
    for number in range(1, 8):
        change_voxels(image, lambda hu: hu + 1)
        shutil.copy(image, image.with_name(f"c{number}.nii.gz"))
        shutil.copy(label, label.with_name(f"g{number}.nii.gz"))
    table = tmp_path / "cases.csv"
    table.write_bytes(kind.make())
    config = own_files("table", table)
    with limits():
        message = told(config)
        if not message and kind.verdict == "refused":
            message = judged(config)
        check(kind, message)


@pytest.mark.parametrize("kind", FAMILIES["splits"], ids=str)
def test_bad_splits_are_one_clear_message(kind, tmp_path, limits):
    ending, content = kind.make()
    (tmp_path / f"splits{ending}").write_bytes(content)
    config = copy.deepcopy(STUDY)
    config["folds"] = {"file": str(tmp_path / f"splits{ending}"), "validation": 0.5}
    with limits():
        check(kind, told(config))


@pytest.mark.parametrize("kind", FAMILIES["nnunet"], ids=str)
def test_a_bad_dataset_of_nnunets_is_one_clear_message(kind, tmp_path, limits):
    root = tmp_path / "Dataset001_A"
    for folder in ("imagesTr", "labelsTr"):
        (root / folder).mkdir(parents=True)
    for name in ("P1", "P2", "P3", "P4", "P5", "P6"):
        (tmp_path / name).mkdir()
        image, label = sound_case(tmp_path / name)
        image.rename(root / "imagesTr" / f"{name}_0000.nii.gz")
        label.rename(root / "labelsTr" / f"{name}.nii.gz")
    described = {"channel_names": {"0": "CT"}, "labels": {"background": 0, "esophagus": 1, "heart": 2}}
    described |= {"numTraining": 6, "file_ending": ".nii.gz"}
    kind.make(root, described)
    (root / "dataset.json").write_text(json.dumps(described))
    with limits():
        check(kind, told(own_files("nnunet", root)))


@pytest.mark.parametrize("kind", FAMILIES["given"], ids=str)
def test_a_bad_prediction_from_elsewhere_is_one_clear_message(kind, tmp_path, limits):
    _, label = sound_case(tmp_path)
    prediction = tmp_path / "theirs.nii.gz"
    shutil.copy(label, prediction)
    kind.make(prediction, label)
    message = ""
    with limits():
        try:
            take_given(prediction, label, GivenSpec({"esophagus": 1, "heart": 2}))
        except StudyError as error:
            message = str(error)
    check(kind, message)


def judged(config) -> str:
    organs = config["data"]["organs"]
    cases = Plan(config).cases.values()
    found = [inspect_case(case.name, case.patient, case.image, case.label, organs) for case in cases]
    return "\n".join(row.reason for row in judge_cohort(found, organs, {}).rows if row.reason)
