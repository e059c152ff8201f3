import copy
from pathlib import Path

import pytest
import yaml

from segstudy.plan.plan import Plan
from segstudy.running.errors import StudyError

DEMO = yaml.safe_load(Path("studies/demo.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def study():
    config = copy.deepcopy(DEMO)
    config["arms"].append({"name": "nnU-Net", "model": "nnunet"})
    return config


def test_an_arm_of_nnunet_has_a_training_and_no_preparation(study):
    plan = Plan(study)
    [training] = plan.nnunet_trainings.values()
    assert training.name == "nnunet.3d_fullres" == plan.runs["nnU-Net"].training
    assert plan.prepared == ["full", "raw"]
    assert training.settings.planner == "ExperimentPlanner"


def test_what_differs_is_in_the_name_and_what_does_not_is_not(study):
    study["arms"][-1]["model"] = {"nnunet": {"configuration": "2d", "planner": "ExperimentPlanner"}}
    assert Plan(study).runs["nnU-Net"].training == "nnunet.2d"
    study["arms"][-1]["model"] = {"nnunet": {"configuration": "2d", "epochs": 5}}
    assert Plan(study).runs["nnU-Net"].training.startswith("nnunet.2d.")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"preparation": "full"}, r"arms\[\d\] \(nnU-Net\).preparation: nnU-Net prepares.*leave `preparation` out"),
        ({"augmentation": "affine"}, "leave `augmentation` out"),
        ({"training": {"epochs": 3}}, "say it under model.nnunet"),
        ({"model": {"nnunet": {"epoch": 3}}}, "model.nnunet.epoch: no key is called 'epoch'; did you mean 'epochs'"),
        ({"model": {"nnunet": {"configuration": "3d"}}}, "model.nnunet.configuration: should be '2d'"),
        ({"model": {"nnunet": {"patch": [32, 32]}}}, "patch: takes 3 numbers for 3d_fullres"),
        ({"postprocessing": "none"}, "no postprocessing is called 'none'"),
    ],
)
def test_what_makes_no_sense_is_told(study, changes, told):
    study["arms"][-1] |= changes
    with pytest.raises(StudyError, match=told):
        Plan(study)


def test_every_other_arm_needs_a_preparation(study):
    del study["arms"][0]["preparation"]
    with pytest.raises(StudyError, match=r"arms\[0\] \(raw\).preparation: is missing"):
        Plan(study)
