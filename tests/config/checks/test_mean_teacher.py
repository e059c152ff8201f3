import copy

import pytest

from segstudy.config.checks.study import read_study
from segstudy.running.errors import StudyError

STUDY = {
    "study": "s",
    "data": {"layout": "phantom", "organs": {"heart": 2}},
    "preparations": {"raw": {"size": [48, 48]}},
    "arms": [
        {"name": "enet", "model": "enet", "preparation": "raw"},
        {"name": "averaged", "model": "enet", "preparation": "raw", "mean_teacher": {}},
    ],
}


def read(**arm):
    config = copy.deepcopy(STUDY)
    config["arms"][1] |= arm
    return read_study(config)


def test_such_a_training_keeps_an_average_of_its_weights():
    study = read()
    assert [study.training_settings(arm).ema for arm in study.arms] == [None, 0.99]
    own = read(training={"ema": 0.9})
    assert own.training_settings(own.arms[1]).ema == 0.9


@pytest.mark.parametrize(
    ("arm", "words"),
    [
        ({"model": "hourglass"}, "hourglass has no network here that says which pixel is which organ"),
        ({"representation": "crop", "source_arm": "enet"}, "is for networks that are shown whole slices"),
        ({"model": "vnet", "training": {"patches": {"size": [32, 32, 32]}}}, "is for networks that are shown whole"),
        ({"pseudo_labels": {"teacher": "enet"}}, "two ways to learn from the same scans"),
    ],
)
def test_arms_that_cannot_learn_so(arm, words):
    with pytest.raises(StudyError) as caught:
        read(**arm)
    assert words in str(caught.value)
