import numpy as np
import pytest
from scipy import ndimage

from segstudy.config.sections.postprocessing import PostprocessingSettings
from segstudy.postprocessing.clean import postprocess
from segstudy.postprocessing.components import largest_component
from segstudy.postprocessing.morphology import closing_mm, opening_mm

SPACING = (1.0, 1.0, 2.5)
ORGANS = {"esophagus": 1, "heart": 2, "aorta": 4}
ALL_STEPS = PostprocessingSettings(closing_mm=2, opening_mm=2, largest_component=True)


def _noisy(seed=0, order="C", dtype=np.uint8):
    labels = np.zeros((60, 56, 30), dtype=dtype, order=order)
    labels[5:20, 5:20, 3:25] = 1
    labels[22:45, 10:40, 5:20] = 2
    labels[45:57, 40:52, :] = 4
    labels[21:25, 45:50, 4:8] = 9  # a label that is no organ
    rng = np.random.default_rng(seed)
    speckled = rng.random(labels.shape) < 0.03
    labels[speckled] = rng.choice([0, 1, 2, 4], speckled.sum())
    return labels


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.int64])
def test_shape_type_and_layout_stay_and_the_input_is_left_as_it_was(order, dtype):
    labels = _noisy(order=order, dtype=dtype)
    cleaned = postprocess(labels, SPACING, ORGANS, ALL_STEPS)
    assert cleaned.dtype == dtype and cleaned.shape == labels.shape
    assert cleaned.flags.f_contiguous == (order == "F")
    assert np.array_equal(labels, _noisy())
    assert np.array_equal(cleaned, postprocess(_noisy(), SPACING, ORGANS, ALL_STEPS))


def test_all_steps_off_changes_nothing():
    assert np.array_equal(postprocess(_noisy(), SPACING, ORGANS, PostprocessingSettings()), _noisy())


def test_steps_of_one_organ_are_closing_then_opening_then_largest_component():
    labels = _noisy()
    labels[(labels != 2)] = 0
    expected = largest_component(opening_mm(closing_mm(labels == 2, SPACING, 2), SPACING, 2))
    assert np.array_equal(postprocess(labels, SPACING, ORGANS, ALL_STEPS), np.where(expected, 2, 0))


@pytest.mark.parametrize(
    ("settings", "step"),
    [
        ({"closing_mm": 3.0}, lambda mask: closing_mm(mask, SPACING, 3.0)),
        ({"opening_mm": 3.0}, lambda mask: opening_mm(mask, SPACING, 3.0)),
        ({"largest_component": True}, largest_component),
    ],
    ids=["closing", "opening", "largest component"],
)
def test_each_step_can_be_taken_alone(settings, step):
    labels = _noisy()
    labels[(labels != 2)] = 0
    cleaned = postprocess(labels, SPACING, ORGANS, PostprocessingSettings(**settings))
    assert np.array_equal(cleaned == 2, step(labels == 2))
    assert not np.array_equal(cleaned, labels)


def test_islands_go_and_each_organ_is_one_component():
    cleaned = postprocess(_noisy(), SPACING, ORGANS, ALL_STEPS)
    for label in ORGANS.values():
        assert ndimage.label(_noisy() == label, np.ones((3, 3, 3)))[1] > 1
        assert ndimage.label(cleaned == label, np.ones((3, 3, 3)))[1] == 1


def test_labels_that_are_no_organ_are_neither_taken_nor_filled():
    labels = _noisy()
    cleaned = postprocess(labels, SPACING, ORGANS, PostprocessingSettings(closing_mm=15, largest_component=True))
    assert np.array_equal(cleaned == 9, labels == 9)
    closed = closing_mm(labels == 2, SPACING, 15)
    assert (closed & (labels == 9)).any()


def test_organs_that_are_not_named_stay_as_they_are():
    labels = _noisy()
    only_heart = PostprocessingSettings(closing_mm=4, opening_mm=4, largest_component=True, organs=["heart"])
    cleaned = postprocess(labels, SPACING, ORGANS, only_heart)
    assert not np.array_equal(cleaned == 2, labels == 2)
    for label in (1, 4, 9):
        assert np.array_equal(cleaned == label, labels == label)


def test_absent_organ_and_empty_map_stay_empty():
    labels = _noisy()
    labels[labels == 2] = 0
    assert not (postprocess(labels, SPACING, ORGANS, ALL_STEPS) == 2).any()
    nothing = np.zeros_like(labels)
    assert np.array_equal(postprocess(nothing, SPACING, ORGANS, ALL_STEPS), nothing)


def test_closing_takes_no_voxel_from_another_organ():
    labels = np.zeros((20, 20, 20), dtype=np.uint8)
    labels[4:16, 4:16, 4:16] = 2
    labels[9:11, 9:11, :] = 1
    cleaned = postprocess(labels, SPACING, ORGANS, PostprocessingSettings(closing_mm=5))
    assert np.array_equal(cleaned, labels)
    assert (closing_mm(labels == 2, SPACING, 5) & (labels == 1)).any()


def test_background_that_two_organs_could_fill_goes_to_the_first():
    labels = np.zeros((9, 9, 9), dtype=np.uint8)
    labels[[3, 5, 5], [4, 3, 5], 4] = 1  # either organ alone encloses (4, 4) for a ball of one voxel
    labels[[5, 3, 3], [4, 3, 5], 4] = 2
    closing = PostprocessingSettings(closing_mm=1)
    assert postprocess(labels, SPACING, {"esophagus": 1, "heart": 2}, closing)[4, 4, 4] == 1
    assert postprocess(labels, SPACING, {"heart": 2, "esophagus": 1}, closing)[4, 4, 4] == 2


def test_radii_are_millimeters_along_each_axis():
    labels = np.zeros((20, 20, 20), dtype=np.uint8)
    labels[5:15, 5:15, [8, 10]] = 2
    closing = PostprocessingSettings(closing_mm=2)
    assert not (postprocess(labels, (1.0, 1.0, 2.5), ORGANS, closing)[:, :, 9] == 2).any()
    assert (postprocess(labels, (1.0, 1.0, 1.0), ORGANS, closing)[7:13, 7:13, 9] == 2).all()


def test_organ_at_the_border_loses_nothing_by_closing():
    labels = np.zeros((12, 12, 12), dtype=np.uint8)
    labels[:5, :, 7:] = 4
    cleaned = postprocess(labels, SPACING, ORGANS, PostprocessingSettings(closing_mm=6))
    assert np.array_equal(cleaned, labels)


def test_what_opening_cuts_apart_counts_as_two():
    labels = np.zeros((20, 40, 20), np.uint8)
    labels[2:8, 2:8, 2:8] = labels[2:8, 14:20, 2:8] = labels[4, 8:14, 4] = 2  # two lumps joined by a thread
    labels[10:17, 25:32, 10:17] = 2  # smaller than both, larger than each
    settings = PostprocessingSettings(opening_mm=2, largest_component=True)
    cleaned = postprocess(labels, (1.0, 1.0, 1.0), ORGANS, settings)
    expected = np.zeros_like(labels)
    expected[10:17, 25:32, 10:17] = 2
    assert np.array_equal(cleaned, np.where(opening_mm(expected == 2, (1.0, 1.0, 1.0), 2), 2, 0))


@pytest.mark.parametrize("settings", [{"opening_mm": 2}, {"closing_mm": 2}, {"closing_mm": 2, "opening_mm": 2}])
def test_an_organ_ends_where_its_box_does(settings):
    labels = np.zeros((20, 20, 20), np.uint8)
    labels[8:10, 5:15, 5:15] = 2  # too thin for the ball
    labels[3:17, 8:13, 8:13] = 2
    expected = closing_mm(labels == 2, (1.0, 1.0, 1.0), settings.get("closing_mm", 0))
    expected = opening_mm(expected, (1.0, 1.0, 1.0), settings.get("opening_mm", 0))
    cleaned = postprocess(labels, (1.0, 1.0, 1.0), ORGANS, PostprocessingSettings(**settings))
    assert np.array_equal(cleaned == 2, expected)
