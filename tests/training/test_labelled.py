import pytest

from segstudy.running.errors import StudyError
from segstudy.training.labelled import annotated_mask


def test_background_is_always_annotated_and_organs_keep_their_order():
    assert annotated_mask(["a", "b", "c"], {"c", "a"}).tolist() == [True, True, False, True]
    assert annotated_mask(["a", "b"], []).tolist() == [True, False, False]


def test_an_organ_that_the_study_does_not_have_is_refused():
    with pytest.raises(StudyError, match="'d'"):
        annotated_mask(["a", "b"], ["d"])
