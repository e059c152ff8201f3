import numpy as np

from segstudy.application.viewer.remarks import remarks

ORGANS = {"esophagus": 1, "heart": 2, "trachea": 3, "aorta": 4}


def test_a_right_label_map_draws_no_serious_remark(phantoms):
    made = phantoms["Patient_03"]
    lines = remarks(made.image, made.truth, ORGANS, [])
    assert "wrong" not in {remark.severity for remark in lines}


def test_a_heart_in_the_lung_is_probably_wrong(phantoms):
    made = phantoms["Patient_03"]
    moved = np.where(made.truth.array == 2, 0, made.truth.array)
    moved[np.roll(made.truth.array == 2, 9, axis=0)] = 2
    lines = remarks(made.image, made.truth.with_array(moved), ORGANS, ["states no orientation"])
    assert lines[0].severity == "wrong"
    assert "heart" in lines[0].words
    assert lines[-1] == ("note", "The scan: states no orientation.")


def test_an_organ_that_was_not_found_is_named(phantoms):
    made = phantoms["Patient_03"]
    empty = made.truth.with_array(np.where(made.truth.array == 3, 0, made.truth.array))
    assert ("look", "No trachea was found.") in remarks(made.image, empty, ORGANS, [])
