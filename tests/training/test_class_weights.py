import numpy as np
import pytest

from segstudy.running.errors import StudyError
from segstudy.training.class_weights import balanced_weights, class_frequencies, class_weights
from segstudy.training.labelled import LabelledSlices
from segstudy.volumes.cache import CachedSlices, write_image_cache, write_label_cache

ORGANS = ["disc", "bar"]


def test_frequencies_are_shares_of_all_pixels(toy_cases):
    labels = np.concatenate([case.slices.label(i).ravel() for case in toy_cases for i in range(6)])
    assert np.allclose(class_frequencies(toy_cases), np.bincount(labels, minlength=3) / labels.size)


def test_a_case_without_an_organ_drawn_says_nothing_about_it(tmp_path):
    cases = []
    for number, annotated in enumerate([[True, True, True], [True, True, False]]):
        label = np.zeros((1, 8, 8), np.uint8)
        label[0, 0] = 1
        label[0, 1 + number, :4] = 2
        write_image_cache(tmp_path / f"{number}.image.b2nd", label.astype(np.int16), 1, 0)
        write_label_cache(tmp_path / f"{number}.label.b2nd", label)
        cases.append(LabelledSlices(CachedSlices(str(tmp_path / str(number))), np.array(annotated)))
    assert np.allclose(class_frequencies(cases), [52 / 64, 8 / 64, 4 / 64])


def test_balanced_weights_fall_with_the_root_of_the_frequency():
    weights = balanced_weights(np.array([0.81, 0.09, 0.01]))
    assert np.allclose(weights[1:] / weights[0], [3, 9])
    assert np.isclose(weights.mean(), 1)


def test_a_class_that_never_occurs_weighs_nothing():
    weights = balanced_weights(np.array([0.75, 0.25, 0]))
    assert np.isfinite(weights).all()
    assert weights[2] == 0
    assert np.isclose(weights[:2].mean(), 1)


def test_weights_by_name_follow_the_organs_order(toy_cases):
    weights = class_weights({"bar": 3, "background": 0.5}, toy_cases, ORGANS)
    assert weights.tolist() == [0.5, 1, 3]
    assert weights.dtype == np.float32
    assert class_weights("none", toy_cases, ORGANS) is None
    assert np.argmin(class_weights("balanced", toy_cases, ORGANS)) == 0


@pytest.mark.parametrize(
    ("choice", "named"), [({"liver": 2}, "liver"), ({"background": 0, "disc": 0, "bar": 0}, "all are 0")]
)
def test_weights_that_make_no_sense_are_refused(toy_cases, choice, named):
    with pytest.raises(StudyError, match=named):
        class_weights(choice, toy_cases, ORGANS)
