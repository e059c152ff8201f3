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
        {"name": "part", "model": "enet", "preparation": "raw", "training_fraction": 0.5},
        {"name": "taught", "model": "enet", "preparation": "raw", "pseudo_labels": {"teacher": "part"}},
        {"name": "views", "model": "enet", "preparation": "raw", "representation": "crop", "source_arm": "enet"},
    ],
}


def read(**grow):
    return read_study({**copy.deepcopy(STUDY), "grow": grow})


def test_the_baseline_is_grown_where_no_arm_is_named():
    study = read()
    assert study.grown_arm == "enet" and study.grow.most == 12
    assert study.grow.strategies == ["entropy"]


@pytest.mark.parametrize(
    ("grow", "words"),
    [
        ({"arm": "views"}, "grow.arm: no arm that is trained here on whole slices or volumes is called 'views'"),
        ({"arm": "part"}, "grow.arm: part has `training_fraction`"),
        ({"arm": "taught"}, "grow.arm: taught has `pseudo_labels`"),
        ({"by": ["entropy"]}, "`by` names each strategy once, and `random` among them"),
        ({"by": ["random", "random"]}, "`by` names each strategy once"),
    ],
)
def test_what_cannot_be_grown(grow, words):
    with pytest.raises(StudyError) as caught:
        read(**grow)
    assert words in str(caught.value)
