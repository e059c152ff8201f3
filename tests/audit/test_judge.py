"""Faults planted in one label of a small cohort are found, named, and nothing else is."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy.ndimage import binary_dilation

from segstudy.audit.judge import judge
from segstudy.audit.measure import measure_case
from segstudy.tables.label_audit import SUSPICIOUS

CASE = "Patient_04"
ORGANS = {"heart": 1, "aorta": 2, "left_lung": 3, "right_lung": 4}


def heart(labels: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """The label map with another heart."""
    return np.where(mask, 1, np.where(labels == 1, 0, labels)).astype(np.uint8)


def moved(labels: np.ndarray) -> np.ndarray:
    return heart(labels, np.roll(labels == 1, (4, 0, 0), (0, 1, 2)))


def mirrored(labels: np.ndarray) -> np.ndarray:
    return heart(labels, np.flip(labels == 1, 1))


def cut(labels: np.ndarray) -> np.ndarray:
    mask = labels == 1
    top = np.flatnonzero(mask.any(axis=(0, 1)))
    mask[..., top[-4:]] = False
    return heart(labels, mask)


def swapped(labels: np.ndarray) -> np.ndarray:
    return np.array([0, 2, 1, 3, 4], np.uint8)[labels]


def gap(labels: np.ndarray) -> np.ndarray:
    mask = labels == 1
    mask[..., 8] = False
    return heart(labels, mask)


def grown(labels: np.ndarray) -> np.ndarray:
    return heart(labels, binary_dilation(labels == 1, iterations=2))


def erased(labels: np.ndarray) -> np.ndarray:
    return heart(labels, np.zeros(labels.shape, bool))


def with_a_part(labels: np.ndarray) -> np.ndarray:
    mask = labels == 1
    mask[18:24, 24:39, 5:11] = True
    return heart(labels, mask)


@pytest.fixture(scope="module")
def measured(cohort):
    return {case: measure_case(*cohort.volumes(case), ORGANS, ORGANS) for case in cohort.labels}


def audited(cohort, measured, fault: Callable[[np.ndarray], np.ndarray], like: str = "RAS", found=None):
    wrong = cohort.volumes(CASE, fault(cohort.labels[CASE]), like)
    return judge(measured | {CASE: measure_case(*wrong, ORGANS, ORGANS)}, list(ORGANS), found or {})


def test_against_correct_labels_little_is_said(cohort, measured):
    rows = judge(measured, list(ORGANS), {})
    assert len(rows) == 4 * len(cohort.labels)
    assert {row.kind for row in rows} == {"nothing"} and max(row.score for row in rows) < SUSPICIOUS
    assert [row.score for row in rows] == sorted((row.score for row in rows), reverse=True)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (moved, "moved"),
        (mirrored, "mirrored"),
        (cut, "cut_off"),
        (swapped, "swapped"),
        (gap, "missing_slices"),
        (grown, "over_drawn"),
        (erased, "not_drawn"),
        (with_a_part, "too_long"),
    ],
)
@pytest.mark.parametrize("like", ["RAS", "LPS"])
def test_a_planted_fault_comes_first_and_is_called_what_it_is(cohort, measured, fault, kind, like):
    rows = audited(cohort, measured, fault, like)
    wrong = {(CASE, "heart"), (CASE, "aorta")} if fault is swapped else {(CASE, "heart")}
    first = rows[: len(wrong)]
    assert {(row.case, row.organ) for row in first} == wrong
    assert all(row.score >= SUSPICIOUS and row.kind == kind for row in first), first
    assert max(row.score for row in rows[len(wrong) :]) < SUSPICIOUS


def test_where_it_is_and_how_large_stand_beside(cohort, measured):
    row = audited(cohort, measured, with_a_part, "LPS")[0]
    # a part of it lies in the heart
    assert 6 <= row.slice <= 11
    assert 2 < row.size_ml < 6 * 15 * 6 * 45 / 1000


def test_a_moved_label_is_told_the_way_back(cohort, measured):
    row = audited(cohort, measured, moved, "LPS")[0]
    assert row.right_mm == pytest.approx(-12, abs=1.5)
    assert (row.front_mm, row.head_mm) == pytest.approx((0, 0), abs=2)


def test_who_found_it_is_told(cohort, measured):
    found = {(CASE, "heart"): ["fits_elsewhere", "air_inside", "air_inside"], ("Patient_01", "aorta"): ["volume"]}
    rows = {(row.case, row.organ): row for row in audited(cohort, measured, moved, found=found)}
    assert rows[CASE, "heart"].found_by == "both" and rows[CASE, "heart"].anatomy == "fits_elsewhere air_inside"
    assert rows["Patient_01", "aorta"].found_by == "anatomy"
    assert rows["Patient_02", "aorta"].found_by == ""
    assert audited(cohort, measured, moved)[0].found_by == "networks"


def test_sides_exchanged_in_all_cases_are_told_by_the_scanners_coordinates(cohort):
    """The networks learned the same mistake: nothing else could tell."""
    exchange = np.array([0, 1, 2, 4, 3], np.uint8)
    measured = {}
    for case, labels in cohort.labels.items():
        label, predictions = cohort.volumes(case, exchange[labels], "LPS")
        wrong = [volume.with_array(exchange[volume.array]) for volume in predictions]
        measured[case] = measure_case(label, wrong, ORGANS, ORGANS)
    rows = judge(measured, list(ORGANS), {})
    sided = [row for row in rows if row.organ.endswith("lung")]
    assert rows[: len(sided)] == sided and {row.kind for row in sided} == {"wrong_side"}
    assert min(row.score for row in sided) > 0.9


def test_an_organ_that_nobody_drew_has_no_row(cohort):
    measured = {case: measure_case(*cohort.volumes(case), ORGANS, ["aorta"]) for case in list(cohort.labels)[:2]}
    assert {row.organ for row in judge(measured, list(ORGANS), {})} == {"aorta"}


def test_networks_that_hardly_know_an_organ_say_little_of_it(measured):
    def judged(dice):
        rows = {case: {"heart": row["heart"] | {"dice": dice}} for case, row in measured.items()}
        rows[CASE]["heart"] |= {"offset": [60.0, 0.0, 0.0]}
        return judge(rows, ["heart"], {})[0]

    assert judged(0.9).case == judged(0.05).case == CASE
    assert judged(0.9).score > SUSPICIOUS > judged(0.05).score
