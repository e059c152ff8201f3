import json
import shutil

import pytest

from segstudy.application.arms import arm_at, arms_of, find_arms
from segstudy.errors import StudyError


def test_arms_of_a_study_share_its_trainings(results):
    arms = arms_of(results / "tiny")
    assert list(arms) == ["full", "cleaned"]
    assert arms["full"].networks() == arms["cleaned"].networks()
    assert [folder.name for folder in arms["full"].networks()] == ["fold-0", "fold-1"]
    assert [folder.name for folder in arms["full"].networks(1)] == ["fold-1"]
    assert arms["full"].postprocessing is None
    assert arms["cleaned"].postprocessing.closing_mm == 8
    assert arms["full"].organs == {"esophagus": 1, "heart": 2, "trachea": 3, "aorta": 4}


def test_every_study_is_found(results, tmp_path):
    shutil.copytree(results / "tiny", tmp_path / "one")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken/arms.json").write_text("{")
    (tmp_path / "untrained").mkdir()
    shutil.copy(results / "tiny/arms.json", tmp_path / "untrained")
    assert [arm.path for arm in find_arms(tmp_path)] == [tmp_path / "one/full", tmp_path / "one/cleaned"]


def test_an_arm_of_several_seeds_is_all_its_networks(results, tmp_path):
    shutil.copytree(results / "tiny/trained/enet.full", tmp_path / "tiny/trained/a")
    shutil.copytree(results / "tiny/trained/enet.full", tmp_path / "tiny/trained/b")
    runs = [
        {"path": f"full/seed-{seed}", "arm": "full", "seed": seed, "training": name, "postprocessing": None}
        for seed, name in ((1, "a"), (2, "b"))
    ]
    (tmp_path / "tiny/arms.json").write_text(json.dumps({"study": "tiny", "phantom": False, "runs": runs}))
    assert len(arm_at(tmp_path / "tiny/full").networks()) == 4
    assert arm_at(tmp_path / "tiny/full/seed-2").networks(0) == [tmp_path / "tiny/trained/b/fold-0"]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("tiny/ful", "did you mean 'full'"),
        ("tiny", "a study, not an arm; its arms: full, cleaned"),
        ("nowhere/full", "no arm is there"),
    ],
)
def test_a_wrong_path_is_told_what_there_is(results, path, words):
    with pytest.raises(StudyError, match=words):
        arm_at(results / path)


def test_a_fold_that_is_not_there_is_named(results):
    with pytest.raises(StudyError, match="has no fold 7; it has 0, 1"):
        arm_at(results / "tiny/full").networks(7)


def test_a_fold_that_failed_is_left_out(results, tmp_path):
    shutil.copytree(results / "tiny", tmp_path / "tiny")
    (tmp_path / "tiny/trained/enet.full/fold-0/weights.safetensors").unlink()
    assert [folder.name for folder in arm_at(tmp_path / "tiny/full").networks()] == ["fold-1"]


def test_a_damaged_model_file_is_named(results, tmp_path):
    shutil.copytree(results / "tiny", tmp_path / "tiny")
    (tmp_path / "tiny/trained/enet.full/fold-0/model.yaml").write_text("organs: 3")
    with pytest.raises(StudyError, match="model.yaml: describes no trained network"):
        _ = arm_at(tmp_path / "tiny/full").organs
