import time

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from segstudy.correction.apply import correct_labels
from segstudy.correction.estimate import estimate_centroid, estimate_rigid
from segstudy.correction.rigid import RigidTransform
from segstudy.running.errors import StudyError
from segstudy.volumes.overlap import overlap

SHAPE = (112, 112, 32)
CENTER = np.array([56.0, 54.0, 15.0])


def restored_dice(displaced: np.ndarray, truth: np.ndarray, displacement: RigidTransform) -> float:
    corrected = correct_labels(displaced.astype(np.uint8) * 2, 2, displacement).labels
    return overlap(corrected == 2, truth).dice


def about(angle: float, pivot, landing) -> RigidTransform:
    """A turn about any pivot and a translation that take CENTER to CENTER + landing."""
    turn = RigidTransform(angle, pivot, (0, 0, 0))
    translation = CENTER + landing - turn(CENTER[None])[0]
    return RigidTransform(angle, pivot, tuple(float(x) for x in translation))


@settings(deadline=None, max_examples=10, suppress_health_check=list(HealthCheck))
@given(
    angle=st.floats(-45, 45),
    pivot=st.tuples(st.floats(-50, 160), st.floats(-50, 160), st.just(0.0)),
    landing=st.tuples(st.floats(-9, 9), st.floats(-9, 9), st.integers(-4, 4)),
    away=st.tuples(st.floats(0, 31), st.floats(0, 360)),
    turn=st.floats(0, 180),
)
def test_one_patients_displacement_repairs_hearts_that_lie_elsewhere(
    heart, displaced_in_full, angle, pivot, landing, away, turn
):
    hidden = about(angle, pivot, np.array(landing))
    reference = heart(SHAPE, CENTER, (15, 11, 7), turn)
    displaced = displaced_in_full(reference, hidden)
    assume(not np.array_equal(displaced, reference))
    estimate = estimate_rigid(displaced, reference)
    event(f"warned: {bool(estimate.warnings)}")
    radians = np.deg2rad(away[1])
    elsewhere = CENTER + away[0] * np.array([np.cos(radians), np.sin(radians), 0]) + [16, 16, 2]
    patient = heart((144, 140, 40), elsewhere - [16, 16, 0], (13, 12, 8), turn + 40)
    displaced = displaced_in_full(patient, hidden)
    exact = restored_dice(displaced, patient, hidden)
    assert restored_dice(displaced, patient, estimate.transform) > exact - 0.01 or estimate.warnings
    # a few degrees bend a small heart's mask by less than a voxel: then, and only then, a warning
    assert not estimate.warnings or abs(angle) < 6


def test_a_shift_alone_fails_where_hearts_lie_elsewhere(heart, displaced_in_full):
    hidden = about(18.0, (20.0, 90.0, 0.0), np.array([6, -5, 2]))
    reference = heart(SHAPE, CENTER, (15, 11, 7))
    pair = displaced_in_full(reference, hidden), reference
    rigid, shift = estimate_rigid(*pair).transform, estimate_centroid(*pair).transform
    lost = []
    for away in (0, 15, 31):
        patient = heart(SHAPE, CENTER + [-away, 0, 0], (13, 12, 8), 25)
        displaced = displaced_in_full(patient, hidden)
        exact = restored_dice(displaced, patient, hidden)
        assert restored_dice(displaced, patient, rigid) > exact - 0.01
        lost.append(exact - restored_dice(displaced, patient, shift))
    assert lost[0] > 0.03 and lost[1] > 0.1 and lost[2] > 0.3


@pytest.mark.parametrize("angle", [150.0, -101.5, 7.25])
def test_any_angle_is_found_to_a_few_hundredths_of_a_degree(heart, displaced_in_full, angle):
    hidden = about(angle, (40.0, 70.0, 0.0), np.array([4.3, -6.8, -3]))
    reference = heart(SHAPE, CENTER, (22, 16, 9))
    estimate = estimate_rigid(displaced_in_full(reference, hidden), reference)
    assert estimate.transform.angle_deg == pytest.approx(angle, abs=0.05)
    np.testing.assert_allclose(estimate.transform.matrix, hidden.matrix, atol=0.06)
    assert estimate.iou_before < 0.6 < 0.97 < estimate.iou_after
    assert estimate.dice_after == pytest.approx(2 * estimate.iou_after / (1 + estimate.iou_after))


def test_a_peak_beside_the_plateau_of_a_quarter_turn_is_found(heart, displaced_in_full):
    hidden = about(-91.5, (40.0, 70.0, 0.0), np.array([4.3, -6.8, -3]))
    reference = heart(SHAPE, CENTER, (22, 16, 9))
    displaced = displaced_in_full(reference, hidden)
    estimate = estimate_rigid(displaced, reference)
    np.testing.assert_array_equal(displaced_in_full(reference, estimate.transform), displaced)
    assert estimate.transform.angle_deg == pytest.approx(-91.5, abs=0.4)


def test_a_pure_shift_is_found_without_a_turn(heart, displaced_in_full):
    reference = heart(SHAPE, CENTER, (22, 16, 9))
    estimate = estimate_rigid(displaced_in_full(reference, RigidTransform(0, (0, 0, 0), (12, -7, 3))), reference)
    assert estimate.iou_after == 1
    np.testing.assert_allclose(estimate.transform(CENTER[None]), [CENTER + [12, -7, 3]], atol=0.3)


@pytest.mark.parametrize("landing", [(46, 0, 0), (46, 39, 2), (3, 2, -13)])
def test_an_organ_cut_off_at_the_edge_is_still_found(heart, displaced_in_full, landing):
    hidden = about(20.0, (30.0, 30.0, 0.0), np.array(landing))
    reference = heart(SHAPE, CENTER, (20, 14, 8))
    displaced = displaced_in_full(reference, hidden)
    assert displaced.sum() < 0.85 * reference.sum()
    estimate = estimate_rigid(displaced, reference)
    np.testing.assert_allclose(estimate.transform(CENTER[None]), hidden(CENTER[None]), atol=0.3)
    assert estimate.transform.angle_deg == pytest.approx(20, abs=0.5)


def test_a_drawing_by_another_hand_is_matched_all_the_same(heart, displaced_in_full):
    hidden = about(-14.0, (30.0, 30.0, 0.0), np.array([8, 3, 1]))
    reference = heart(SHAPE, CENTER, (20, 14, 8))
    redrawn = displaced_in_full(heart(SHAPE, CENTER, (20.6, 13.5, 7.6)), hidden)
    estimate = estimate_rigid(redrawn, reference)
    assert estimate.transform.angle_deg == pytest.approx(-14, abs=1)
    np.testing.assert_allclose(estimate.transform(CENTER[None]), hidden(CENTER[None]), atol=0.4)


def test_an_angle_the_organ_does_not_show_is_warned_of(heart, displaced_in_full):
    # as another hand draws it: no voxel pattern of the reference gives the turn away
    ball, moved = heart(SHAPE, CENTER, (20, 20, 8), lobe=0), heart(SHAPE, CENTER + [8.4, -5.3, 2], (21, 19, 8), lobe=0)
    assert any("nearly round" in text for text in estimate_rigid(moved, ball).warnings)
    slight = about(0.5, (56.0, 54.0, 0.0), np.array([3.2, 1.7, 0]))
    small = heart(SHAPE, CENTER, (10, 8, 5))
    assert any("equally well" in text for text in estimate_rigid(displaced_in_full(small, slight), small).warnings)


def test_half_turns_that_look_alike_are_warned_of(heart):
    long = heart(SHAPE, CENTER, (24, 12, 8), lobe=0)
    moved = heart(SHAPE, CENTER + [8, -5, 2], (24, 12, 8), turn=30.0, lobe=0)
    estimate = estimate_rigid(moved, long)
    assert any("a quite different turn" in text for text in estimate.warnings)


def test_maps_that_do_not_belong_together_are_warned_of(heart):
    estimate = estimate_rigid(heart(SHAPE, CENTER + [5, 5, 0], (30, 6, 4)), heart(SHAPE, CENTER, (14, 14, 12)))
    assert any("poorly" in text for text in estimate.warnings)


def test_one_pair_has_one_answer(heart, displaced_in_full):
    reference = heart(SHAPE, CENTER, (15, 11, 7))
    displaced = displaced_in_full(reference, about(12.0, (30.0, 30.0, 0.0), np.array([3.3, 4.1, 1])))
    assert estimate_rigid(displaced, reference) == estimate_rigid(displaced, reference)


@pytest.mark.parametrize("estimate", [estimate_rigid, estimate_centroid])
def test_pairs_that_tell_nothing_are_refused_in_one_line(heart, estimate):
    mask = heart((40, 40, 12), (20, 20, 6), (8, 6, 4))
    pairs = {
        "not in the reference's displaced": (mask & False, mask),
        "not in the reference's correct": (mask, mask & False),
        "nothing to correct": (mask, mask.copy()),
        "different grids": (mask, mask[:-1]),
    }
    for words, pair in pairs.items():
        with pytest.raises(StudyError, match=words) as caught:
            estimate(*pair)
        assert "\n" not in str(caught.value)


def test_work_grows_with_the_organ_not_with_the_scan(heart, displaced_in_full):
    hidden = RigidTransform(15.0, (48.0, 48.0, 0.0), (5.0, 2.0, 1.0))
    small = heart((96, 96, 32), (48, 46, 15), (16, 12, 7))
    displaced = displaced_in_full(small, hidden)
    around = ((150, 150), (150, 150), (60, 60))
    start = time.process_time()
    near = estimate_rigid(displaced, small)
    middle = time.process_time()
    far = estimate_rigid(np.pad(displaced, around), np.pad(small, around))  # 45 times the voxels
    assert time.process_time() - middle < 3 * (middle - start) + 0.5
    assert far.transform.angle_deg == pytest.approx(near.transform.angle_deg, abs=0.05)
