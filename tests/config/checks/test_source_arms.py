import copy
from pathlib import Path

import pytest
import yaml

from segstudy.config.checks.study import read_study
from segstudy.running.errors import StudyError

STUDY = yaml.safe_load(Path("studies/foundation.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def study():
    return copy.deepcopy(STUDY)


def arm(study, name):
    return next(arm for arm in study["arms"] if arm["name"] == name)


def problems(study):
    with pytest.raises(StudyError) as told:
        read_study(study)
    return str(told.value).splitlines()


def test_the_shipped_study_is_right(study):
    assert [arm.source_arm for arm in read_study(study).arms] == [None, None, None, "enet", "truth", "enet", None]


def test_an_unknown_source_is_told_with_the_nearest_name(study):
    arm(study, "sam2_video")["source_arm"] = "e-net"
    [line] = problems(study)
    assert "arms[5] (sam2_video).source_arm" in line and "did you mean 'enet'" in line


def test_arms_that_wait_for_each_other_are_told(study):
    arm(study, "sam2_video")["source_arm"] = "sam2_prompted"
    read_study(study)
    arm(study, "sam2_prompted")["source_arm"] = "sam2_video"
    lines = problems(study)
    assert len(lines) == 2
    assert "sam2_prompted → sam2_video → sam2_prompted" in lines[0]
    arm(study, "sam2_prompted")["source_arm"] = "sam2_prompted"
    assert any("sam2_prompted → sam2_prompted" in line for line in problems(study))


def test_a_source_is_needed_where_prompts_are_and_nowhere_else(study):
    del arm(study, "sam2_video")["source_arm"]
    arm(study, "vmunet")["source_arm"] = "enet"
    lines = problems(study)
    assert any("(sam2_video).source_arm: is missing" in line for line in lines)
    assert any("(vmunet).source_arm: vmunet starts from no other arm" in line for line in lines)


def test_only_an_arm_that_is_named_so_reads_the_truth(study):
    arm(study, "sam2_video")["source_arm"] = "truth"
    [line] = problems(study)
    assert "must end in `_oracle`" in line


def test_an_arm_named_so_reads_the_truth(study):
    arm(study, "sam2_prompted_oracle")["source_arm"] = "enet"
    [line] = problems(study)
    assert "(sam2_prompted_oracle).name" in line and "does not start from the truth" in line
    del arm(study, "sam2_prompted_oracle")["source_arm"]
    study["arms"][0]["name"] = "enet_oracle"
    assert any("(enet_oracle).name" in line for line in problems(study))


def test_the_truth_does_not_come_in_through_another_arm(study):
    arm(study, "sam2_video")["source_arm"] = "sam2_prompted_oracle"
    [line] = problems(study)
    assert "(sam2_video).source_arm: leads to `truth`" in line
    arm(study, "sam2_video")["name"] = "sam2_video_oracle"
    read_study(study)


def test_no_arm_is_called_like_the_label_maps(study):
    study["arms"][1]["name"] = "truth"
    assert any("is no arm's name" in line for line in problems(study))
