import copy

import pytest

from segstudy.config.checks.study import read_study
from segstudy.running.errors import StudyError

STUDY = {
    "study": "s",
    "data": {"layout": "phantom", "organs": {"heart": 2}},
    "preparations": {"raw": {"size": [48, 48]}},
    "arms": [
        {"name": "few", "model": "enet", "preparation": "raw", "training_fraction": 0.5},
        {"name": "whole", "model": {"customnet": {}}, "preparation": "raw"},
        {"name": "views", "model": "enet", "preparation": "raw", "representation": "crop", "source_arm": "few"},
        {"name": "taught", "model": "enet", "preparation": "raw", "training_fraction": 0.5},
    ],
}


@pytest.fixture
def wrong():
    def problems(pseudo_labels, **arm):
        config = copy.deepcopy(STUDY)
        config["arms"][3] |= {"pseudo_labels": pseudo_labels, **arm}
        with pytest.raises(StudyError) as caught:
            read_study(config)
        return str(caught.value)

    return problems


def test_a_teacher_and_a_share_are_all_it_takes():
    config = copy.deepcopy(STUDY)
    config["arms"][3]["pseudo_labels"] = {"teacher": "few", "rounds": 3, "passes": 4, "by": "variance"}
    assert read_study(config).arms[3].pseudo_labels.keep == 0.5


@pytest.mark.parametrize("teacher", ["fem", "views", "taught"])
def test_teachers_that_cannot_teach(wrong, teacher):
    assert "pseudo_labels.teacher: no other arm that is shown whole slices or volumes is called" in wrong(
        {"teacher": teacher}
    )


def test_a_teacher_that_knows_what_the_student_does_without(wrong):
    assert "whole learned from label maps that taught is to do without" in wrong({"teacher": "whole"})
    config = copy.deepcopy(STUDY)
    config["arms"][3]["pseudo_labels"] = {"teacher": "whole", "left_out": False}
    assert read_study(config)


def test_passes_that_would_all_be_the_same(wrong):
    said = wrong({"teacher": "whole", "left_out": False, "passes": 3}, model="enet")
    assert "passes: whole has no dropout" in said
    assert "by: variance is of several passes" in wrong({"teacher": "few", "by": "variance"})


def test_students_that_cannot_learn_so(wrong):
    views = {"representation": "crop", "source_arm": "few"}
    assert "rounds: an arm that is shown crop views teaches no further round" in wrong(
        {"teacher": "few", "rounds": 2}, **views
    )
    nnunet = {"model": {"nnunet": {"configuration": "2d"}}, "preparation": None}
    assert "nnunet has no network that learns organs here" in wrong({"teacher": "few"}, **nnunet)


def test_arms_that_wait_for_themselves(wrong):
    config = copy.deepcopy(STUDY)
    config["arms"][3]["pseudo_labels"] = {"teacher": "few"}
    config["arms"][0]["pseudo_labels"] = {"teacher": "taught"}
    with pytest.raises(StudyError, match=r"arms\[0\] \(few\)\.pseudo_labels\.teacher: waits for itself"):
        read_study(config)
