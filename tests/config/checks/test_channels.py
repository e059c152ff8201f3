import pytest

from segstudy.config.checks.study import read_study
from segstudy.plan.plan import Plan
from segstudy.running.errors import StudyError

STUDY = {
    "study": "s",
    "data": {"layout": "phantom", "organs": {"heart": 2}},
    "preparations": {"raw": {}},
    "augmentations": {"affine": {}},
    "arms": [{"name": "a", "preparation": "raw"}],
    "comparisons": {"baseline": "a"},
}


def with_arm(**arm):
    return {**STUDY, "arms": [*STUDY["arms"], {"name": "b", "preparation": "raw", **arm}]}


def test_without_channels_a_training_keeps_its_name():
    same = Plan(with_arm(training={"channels": None}))
    assert list(same.trainings) == ["enet.raw"]
    two = Plan(with_arm(training={"channels": {"depth": True}}))
    assert len(two.trainings) == 2 and list(two.trainings)[0] == "enet.raw"


def test_a_sample_has_its_neighbors_on_both_sides_and_its_depth():
    study = read_study(with_arm(training={"channels": {"depth": True, "neighbors": 2}}))
    assert study.training_settings(study.arms[1]).channels.count == 6


def test_an_arm_leaves_out_the_channels_of_the_study_by_saying_null():
    study = with_arm(representation="polar", source_arm="a", training={"channels": None})
    settings = read_study({**study, "training": {"channels": {"depth": True}}})
    assert settings.training_settings(settings.arms[0]).channels.depth
    assert settings.training_settings(settings.arms[1]).channels is None
    study = with_arm(representation="polar", source_arm="a")
    settings = read_study({**study, "training": {"channels": {"depth": True}}})
    assert settings.training_settings(settings.arms[1]).channels.depth


@pytest.mark.parametrize(
    ("arm", "words"),
    [
        ({"augmentation": "affine", "training": {"channels": {"neighbors": 1}}}, "moves each slice by itself"),
        (
            {
                "representation": "polar",
                "source_arm": "a",
                "augmentation": "affine",
                "training": {"channels": {"neighbors": 1}},
            },
            "moves each slice by itself",
        ),
        (
            {"model": "vnet", "training": {"channels": {"depth": True}, "patches": {"size": [32, 32, 32]}}},
            "sees volumes, heights",
        ),
        ({"training": {"channels": {"heigth": True}}}, "no key is called 'heigth'"),
        (
            {"model": {"enet": {"kernels": 5}}, "training": {"channels": {"depth": True, "neighbors": 2}}},
            r"enet.kernels: is 5, but must exceed the 6 channels that it is shown",
        ),
        ({"training": {"channels": {"neighbors": 8}}}, "is 16, but must exceed the 17 channels"),
    ],
)
def test_channels_that_a_network_cannot_be_shown_are_refused(arm, words):
    with pytest.raises(StudyError, match=words):
        read_study(with_arm(**arm))
