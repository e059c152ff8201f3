import copy
from pathlib import Path

import pytest
import yaml

from segstudy.plan.checked import checked_plan
from segstudy.running.errors import StudyError

DEMO = yaml.safe_load(Path("studies/demo.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def demo():
    return copy.deepcopy(DEMO)


def test_a_sound_study_is_planned(demo):
    assert list(checked_plan(demo, ["studies/demo.yaml"]).runs) == [arm["name"] for arm in demo["arms"]]


def test_a_key_that_is_there_twice_is_refused(demo, tmp_path):
    (tmp_path / "study.yaml").write_text("seed: 1\nseed: 2\n")
    with pytest.raises(StudyError, match="key 'seed' is there twice"):
        checked_plan(demo, [tmp_path / "study.yaml"])


def test_a_file_that_an_arm_begins_with_must_be_there(demo):
    demo["arms"][0]["model"] = {"smp_unet": {"encoder_weights": "gone.safetensors"}}
    with pytest.raises(StudyError, match=r"no file gone\.safetensors"):
        checked_plan(demo, [])


def test_cases_without_labels_are_needed_where_they_are_asked(demo):
    demo["uncertainties"] = {"folds": {"method": "fold_ensemble"}}
    demo["arms"][0]["uncertainty"] = "folds"
    with pytest.raises(StudyError, match="every case has a label map"):
        checked_plan(demo, [])


@pytest.mark.parametrize(("patients", "folds", "works"), [(3, 2, False), (3, 3, True), (4, 2, True)])
def test_every_fold_leaves_one_to_learn_from_and_one_to_validate_on(demo, patients, folds, works):
    demo["data"]["phantom"]["patients"] = patients
    demo["folds"]["count"] = folds
    demo["correction"] = "none"
    if works:
        checked_plan(demo, [])
    else:
        with pytest.raises(StudyError, match=r"fold \d leaves 1 of 3 patients .*`count: 3`"):
            checked_plan(demo, [])
