import numpy as np

from segstudy.nnunet.dataset import LabelledCase, consecutive_labels, dataset_json

ORGANS = {"esophagus": 5, "heart": 2}


def test_labels_follow_the_order_of_the_study_and_strange_ones_are_background():
    labels = np.array([0, 5, 2, 7])
    assert consecutive_labels(labels, ORGANS, ["esophagus", "heart"]).tolist() == [0, 1, 2, 0]


def test_where_an_organ_was_not_drawn_background_is_unknown():
    """And so is what carries its integer nevertheless; another structure's is known to be none of the organs."""
    labels = np.array([0, 5, 2, 7])
    assert consecutive_labels(labels, ORGANS, ["heart"]).tolist() == [3, 3, 2, 0]


def test_the_label_to_ignore_is_told_only_where_a_case_needs_it(tmp_path):
    full = LabelledCase("a", tmp_path, tmp_path, ("esophagus", "heart"))
    part = LabelledCase("b", tmp_path, tmp_path, ("heart",))
    assert "ignore" not in dataset_json([full], ORGANS, 1)["labels"]
    assert dataset_json([full, part], ORGANS, 2)["labels"]["ignore"] == 3
