"""Every kind of bad name, data table and configuration, through the plan of a study, which is made before any job."""

import copy
import shutil

import pytest
from bad_inputs.corpus import FAMILIES
from bad_inputs.files_of_a_case import change_voxels, sound_case

from segstudy.cases.cohort import judge_cohort
from segstudy.cases.inspection import inspect_case
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


def told(config) -> str:
    """What the person is told of a study that cannot be planned; nothing where it can."""
    try:
        Plan(config)
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
        check(kind, told(config))


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


def judged(config) -> str:
    organs = config["data"]["organs"]
    cases = Plan(config).cases.values()
    found = [inspect_case(case.name, case.patient, case.image, case.label, organs) for case in cases]
    return "\n".join(row.reason for row in judge_cohort(found, organs, {}).rows if row.reason)
