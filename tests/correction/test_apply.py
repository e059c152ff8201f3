import numpy as np
import pytest

from segstudy.correction.apply import correct_labels, count_overwritten
from segstudy.correction.rigid import RigidTransform
from segstudy.volumes.overlap import overlap

SHAPE = (80, 76, 28)
HEART, AORTA, ESOPHAGUS = 2, 4, 1
HIDDEN = RigidTransform(14.0, (20.0, 60.0, 0.0), (9.0, 4.0, 2.0))


@pytest.fixture
def truth(heart) -> np.ndarray:
    """A heart with an aorta against its side, and an esophagus further off."""
    labels = np.zeros(SHAPE, np.uint8)
    labels[30:36, 44:50] = ESOPHAGUS
    labels[heart(SHAPE, (42, 32, 13), (14, 10, 7))] = HEART
    labels[49:56, 24:34][labels[49:56, 24:34] == 0] = AORTA
    return labels


@pytest.fixture
def displaced(truth, displaced_in_full) -> np.ndarray:
    labels = np.where(truth == HEART, 0, truth).astype(np.uint8)
    labels[displaced_in_full(truth == HEART, HIDDEN)] = HEART
    return labels


def test_the_heart_returns_and_the_others_keep_what_they_had(truth, displaced):
    before = displaced.copy()
    corrected = correct_labels(displaced, HEART, HIDDEN)
    np.testing.assert_array_equal(displaced, before)
    assert corrected.labels.dtype == displaced.dtype
    assert overlap(displaced == HEART, truth == HEART).dice < 0.6
    assert overlap(corrected.labels == HEART, truth == HEART).dice > 0.97
    for other in (AORTA, ESOPHAGUS):
        np.testing.assert_array_equal(corrected.labels == other, displaced == other)


def test_keeping_the_others_restores_more_than_writing_over_them(truth, displaced, displaced_in_full):
    corrected = correct_labels(displaced, HEART, HIDDEN)
    over = np.where(displaced == HEART, 0, displaced)
    over[displaced_in_full(displaced == HEART, HIDDEN.inverse())] = HEART
    assert corrected.yielded.keys() == {AORTA}
    disputed = (over == HEART) & (corrected.labels != HEART)
    assert corrected.yielded[AORTA] == disputed.sum() > 0
    np.testing.assert_array_equal(truth[disputed], AORTA)
    assert (corrected.labels == truth).sum() == (over == truth).sum() + disputed.sum()


def test_what_the_displaced_heart_covered_is_counted_where_it_is_known_and_hinted_at_elsewhere(truth, displaced):
    covered = (displaced == HEART) & (truth == AORTA)
    assert count_overwritten(displaced, truth, HEART) == {
        label: int(((displaced == HEART) & (truth == label)).sum())
        for label in (ESOPHAGUS, AORTA)
        if ((displaced == HEART) & (truth == label)).any()
    }
    assert covered.any()
    corrected = correct_labels(displaced, HEART, HIDDEN)
    left = (displaced == HEART) & (corrected.labels != HEART)
    expected = {}
    for at in np.argwhere((corrected.labels != HEART) & (corrected.labels != 0)):
        sides = [tuple(at + step) for step in np.vstack([np.eye(3, dtype=int), -np.eye(3, dtype=int)])]
        inside = [side for side in sides if all(0 <= x < n for x, n in zip(side, SHAPE, strict=True))]
        if any(left[side] for side in inside):
            label = int(corrected.labels[tuple(at)])
            expected[label] = expected.get(label, 0) + 1
    assert corrected.touched == expected and AORTA in expected


def test_a_heart_moved_clear_of_all_touches_nothing(heart, displaced_in_full):
    labels = heart(SHAPE, (42, 32, 13), (10, 8, 5)).astype(np.int16) * HEART
    moved = displaced_in_full(labels == HEART, HIDDEN).astype(np.int16) * HEART
    corrected = correct_labels(moved, HEART, HIDDEN)
    assert (corrected.lost, corrected.edge, corrected.yielded, corrected.touched) == (0, 0, {}, {})


def test_voxels_whose_true_place_is_outside_are_counted_and_dropped(heart):
    labels = heart(SHAPE, (42, 32, 13), (10, 8, 5)).astype(np.uint8) * HEART
    up = RigidTransform(0, (0, 0, 0), (0, 0, 12))
    corrected = correct_labels(labels, HEART, up)
    assert corrected.lost == (labels[:, :, :12] == HEART).sum() > 0
    assert (corrected.labels == HEART).sum() == (labels == HEART).sum() - corrected.lost
    far = correct_labels(labels, HEART, RigidTransform(0, (0, 0, 0), (500, 0, 0)))
    assert far.lost == (labels == HEART).sum() and not far.labels.any()


def test_a_heart_cut_off_by_its_displacement_is_noticed_and_one_cut_by_the_scan_is_not(heart, displaced_in_full):
    whole = heart(SHAPE, (42, 32, 13), (14, 10, 7))
    aside = RigidTransform(10, (42, 32, 0), (30, 0, 0))
    moved = displaced_in_full(whole, aside)
    assert moved.sum() < whole.sum()
    assert correct_labels(moved.astype(np.uint8), 1, aside).edge == moved[-1].sum() > 0
    at_the_end = heart(SHAPE, (42, 32, 2), (14, 10, 7))
    level = RigidTransform(10, (42, 32, 0), (5, 3, 0))
    assert at_the_end[:, :, 0].any()
    assert correct_labels(displaced_in_full(at_the_end, level).astype(np.uint8), 1, level).edge == 0


def test_a_case_without_the_organ_is_left_as_it_is():
    labels = np.zeros(SHAPE, np.uint8)
    labels[3:5] = AORTA
    corrected = correct_labels(labels, HEART, HIDDEN)
    np.testing.assert_array_equal(corrected.labels, labels)
    assert corrected.lost == 0 and corrected.labels is not labels


def test_one_displacement_serves_scans_of_any_shape(heart, displaced_in_full):
    for shape in ((80, 76, 28), (100, 90, 40), (70, 80, 22)):
        whole = heart(shape, (40, 34, 12), (12, 9, 6))
        moved = displaced_in_full(whole, HIDDEN)
        assert overlap(correct_labels(moved.astype(np.uint8), 1, HIDDEN).labels == 1, whole).dice > 0.97
