import copy
from pathlib import Path

import pytest
import yaml

from segstudy.config.checks.study import read_study
from segstudy.running.errors import StudyError

STUDY = yaml.safe_load(Path("studies/polar.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def study():
    config = copy.deepcopy(STUDY)
    config["arms"] = config["arms"][:3]
    return config


def arm(study, name):
    return next(arm for arm in study["arms"] if arm["name"] == name)


def problems(study):
    with pytest.raises(StudyError) as told:
        read_study(study)
    return str(told.value).splitlines()


def test_slices_are_shown_as_they_are_unless_an_arm_says_otherwise(study):
    settings = read_study(study)
    assert settings.representation_settings(settings.arms[0]) is None
    polar = next(arm for arm in settings.arms if arm.name == "polar")
    assert settings.representation_settings(polar).kind == "polar"


def test_kinds_need_no_settings(study):
    arm(study, "polar")["representation"] = "crop"
    settings = read_study(study)
    crop = settings.representation_settings(next(arm for arm in settings.arms if arm.name == "polar"))
    padding, least = {"padding": 0.125, "padding_of": "view"}, {"least_side_px": 5, "least_pixels": 1}
    assert crop.model_dump() == {"kind": "crop", "size": 256, **padding, **least, "noise_px": 16}


def test_an_unknown_representation_is_told_with_the_nearest_name(study):
    arm(study, "polar")["representation"] = "polr64"
    assert "did you mean 'polar64'" in problems(study)[0]


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"kind": "polr"}, "allowed: polar, crop"),
        ({"size": 64}, "allowed: polar, crop"),
        ({"kind": "polar", "sise": 64}, "did you mean 'size'"),
        ({"kind": "crop", "size": 100}, "multiple of 8"),
        ({"kind": "polar", "low": 0.5, "high": 0.4}, "must be below high"),
        ({"kind": "polar", "low": 0.5, "high": "tuned"}, "must be below 0.4, with which tuning begins"),
    ],
)
def test_wrong_settings_are_told(study, settings, told):
    study["representations"]["polar64"] = settings
    assert told in problems(study)[0]


def test_names_that_mean_something_else_are_refused(study):
    study["representations"]["crop"] = {"kind": "polar"}
    study["representations"]["cartesian"] = {"kind": "polar"}
    lines = "\n".join(problems(study))
    assert "representations.cartesian: means slices as they are" in lines
    assert "representations.crop.kind: is a polar" in lines


def test_views_need_an_arm_that_lays_them(study):
    del arm(study, "polar")["source_arm"]
    [line] = problems(study)
    assert "(polar).source_arm: is missing" in line and "label maps" in line


def test_centers_of_a_prediction_are_not_called_truth_nor_the_other_way_round(study):
    arm(study, "polar_oracle")["source_arm"] = "cartesian"
    assert "does not start from the truth" in problems(study)[0]
    arm(study, "polar_oracle")["source_arm"] = "truth"
    arm(study, "polar")["source_arm"] = "truth"
    assert "must end in `_oracle`" in problems(study)[0]
    # nor through another arm
    arm(study, "polar")["source_arm"] = "polar_oracle"
    assert "must end in `_oracle`" in problems(study)[0]
    arm(study, "polar")["source_arm"] = "cartesian"
    study["arms"][0]["name"] = "truth"
    assert any("stands for the label maps themselves" in line for line in problems(study))


def test_arms_without_slices_have_no_representation(study):
    study["arms"].append({"name": "deep", "model": "unet3d", "preparation": "full", "representation": "polar64"})
    study["arms"].append({"name": "nn", "model": "nnunet", "representation": "polar64"})
    study["arms"][-1]["source_arm"] = study["arms"][-2]["source_arm"] = "cartesian"
    lines = "\n".join(problems(study))
    assert "(deep).representation: unet3d sees volumes" in lines
    assert "(nn).representation: nnunet is shown scans by its own rules" in lines


def test_members_of_an_ensemble_wait_for_nobody(study):
    study["arms"].append({"name": "both", "ensemble_of": ["cartesian", "polar"]})
    assert "polar waits for another arm's prediction" in problems(study)[0]
    study["arms"][-1] = {"name": "both", "ensemble_of": ["cartesian", "cartesian"], "representation": "polar64"}
    assert any("(both).representation: its members have their own" in line for line in problems(study))


def test_input_size_is_an_axis_of_a_grid(study):
    study["representations"] |= {f"crop{side}": {"kind": "crop", "size": side} for side in (64, 512)}
    study["arms"][1] |= {"name": "crops", "representation": "crop"}
    study["arms"][1]["grid"] = [{f"+{side}px": {"representation": f"crop{side}"} for side in (64, 512)}]
    study["arms"] = study["arms"][:2]
    settings = read_study(study)
    sizes = {arm.name: settings.representation_settings(arm).size for arm in settings.arms[1:]}
    assert sizes == {"crops": 256, "crops+64px": 64, "crops+512px": 512}
