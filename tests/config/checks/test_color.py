import pytest

from segstudy.config.checks.study import read_study
from segstudy.running.errors import StudyError

STUDY = {
    "study": "s",
    "data": {"layout": "images", "root": "pictures", "organs": {"nucleus": 1}},
    "preparations": {"gray": {}, "color": {"color": True}},
    "arms": [{"name": "a", "preparation": "gray"}],
    "comparisons": {"baseline": "a"},
}


def with_arm(**arm):
    return {**STUDY, "arms": [*STUDY["arms"], {"name": "b", "preparation": "color", **arm}]}


def test_colors_are_one_more_step_of_the_preparation():
    study = read_study(with_arm(model="enet"))
    assert "red, green and blue" in study.preparations["color"].in_words()
    assert study.preparations["gray"].in_words() in study.preparations["color"].in_words().replace(
        ", red, green and blue kept as three channels, treated together", ""
    )


@pytest.mark.parametrize(
    ("study", "words"),
    [
        (with_arm(model="vnet", training={"patches": {"size": [32, 32, 32]}}), "vnet sees volumes of one channel"),
        (with_arm(model={"enet": {"kernels": 3}}), "is 3, but must exceed the 3 channels"),
        (with_arm(model={"sam2_tuned": {"checkpoint": "x"}}), "makes its channels of brightness"),
        (
            {**STUDY, "data": {"layout": "phantom", "organs": {"heart": 2}}},
            r"preparations.color.color: layout phantom has scans, which are gray",
        ),
        (
            {**STUDY, "preparations": {"gray": {"color": True, "normalize": "foreground"}}},
            "`color` with normalize `foreground`",
        ),
    ],
)
def test_colors_that_are_not_there_or_cannot_be_shown_are_refused(study, words):
    with pytest.raises(StudyError, match=words):
        read_study(study)
