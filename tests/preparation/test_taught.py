import numpy as np

from segstudy.preparation.taught import taught_labels

ORGANS = {"heart": 2, "aorta": 4}
PREDICTED = np.array([[[0, 2, 4, 4]]], np.uint8)


def test_where_nobody_drew_anything_the_teacher_says_all():
    assert taught_labels(PREDICTED, None, ORGANS, []).tolist() == PREDICTED.tolist()


def test_what_people_drew_stays_and_the_teacher_adds_what_they_did_not_draw():
    drawn = np.array([[[2, 0, 0, 2]]], np.uint8)
    # no heart where people, who drew it, say there is none; aorta where they say nothing, not within their heart
    assert taught_labels(PREDICTED, drawn, ORGANS, ["heart"]).tolist() == [[[2, 0, 4, 2]]]


def test_an_organ_in_the_label_map_that_does_not_count_as_drawn_is_the_teachers_to_say():
    drawn = np.array([[[2, 4, 4, 0]]], np.uint8)
    assert taught_labels(PREDICTED, drawn, ORGANS, ["heart"]).tolist() == [[[2, 0, 4, 4]]]
