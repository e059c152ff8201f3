import pytest

from segstudy.config.checks.study import read_study
from segstudy.running.errors import StudyError

RAW = {"raw": {"size": [8, 8]}}
GIVEN = {"files": "elsewhere/{case}.nii.gz"}


def study(*arms, **keys):
    data = {"layout": "phantom", "organs": {"heart": 2, "aorta": 4}}
    return {"study": "s", "data": data, "arms": list(arms), **keys}


def test_a_study_of_given_arms_alone_needs_no_more():
    read = read_study(study({"name": "theirs", "given": GIVEN}, {"name": "truth", "control": "truth"}))
    assert not read.learns and read.comparisons.baseline == "theirs"
    assert read.comparisons.metrics == ["dice", "hd95_mm", "assd_mm"]
    assert read_study(study({"name": "atlas", "control": "mean_atlas"})).learns


@pytest.mark.parametrize(
    ("arm", "words"),
    [
        (
            {"given": GIVEN, "preparation": "raw"},
            "nothing is trained for this arm; leave `preparation` out",
        ),
        ({"control": "empty", "training_fraction": 0.5}, "leave `training_fraction` out"),
        ({"given": GIVEN, "representation": "polar", "source_arm": "x"}, "leave `source_arm` out"),
        ({"given": GIVEN, "control": "empty"}, "takes one of `model`, `ensemble_of`, `given` and `control`"),
        ({"given": GIVEN, "model": "enet"}, "takes one of `model`"),
        ({"model": "given"}, "'given' is no model; say `given:` in its place"),
        ({"given": {"files": "elsewhere/p.nii.gz"}}, "should hold `{case}`"),
        ({"given": {**GIVEN, "labels": {"hart": 1}}}, "did you mean 'heart'"),
        ({"given": {**GIVEN, "labels": {"heart": [1, 2], "aorta": 2}}}, "2 stands there 2 times"),
        ({"control": "truth"}, "call it `truth`, or let it end in `_oracle`"),
    ],
)
def test_what_makes_no_sense_is_refused(arm, words):
    with pytest.raises(StudyError, match=words.replace("{", r"\{")):
        read_study(study({"name": "x", **arm}))


def test_labels_are_no_probabilities_and_the_truth_has_one_name():
    base = [{"name": "a", "preparation": "raw"}, {"name": "theirs", "given": GIVEN}]
    with pytest.raises(StudyError, match="theirs says labels and no probabilities"):
        read_study(
            study(*base, {"name": "both", "ensemble_of": ["a", "theirs"]}, preparations={"raw": {"size": [8, 8]}})
        )
    by_truth = {"name": "b", "preparation": "raw", "representation": "polar", "source_arm": "seen_oracle"}
    arms = (*base, {"name": "seen_oracle", "control": "truth"}, by_truth)
    with pytest.raises(StudyError, match="seen_oracle is a control; `truth` stands for the label maps"):
        read_study(study(*arms, preparations=RAW))
    with pytest.raises(StudyError, match="preparations: is missing"):
        read_study(study({"name": "a", "preparation": "raw"}))
