import math

import pytest

from segstudy.evaluation.outcome import STAND_INS, Outcome, diagonal_mm, outcome_of


@pytest.mark.parametrize(
    ("reference", "predicted", "annotated", "expected"),
    [
        (5, 3, True, "ok"),
        (0, 0, True, "both_empty"),
        (5, 0, True, "missed"),
        (0, 3, True, "spurious"),
        (0, 0, False, "not_annotated"),
        (0, 3, False, "not_annotated"),
        (5, 3, False, "not_annotated"),
    ],
)
def test_outcome_follows_from_voxels_and_annotation(reference, predicted, annotated, expected):
    assert outcome_of(reference, predicted, annotated) == expected


def test_every_outcome_but_ok_has_a_policy():
    assert set(STAND_INS) == set(Outcome) - {Outcome.OK}


def test_diagonal_is_the_length_of_the_volume():
    assert diagonal_mm((3, 4, 12), (1.0, 1.0, 1.0)) == pytest.approx(13.0)
    assert diagonal_mm((512, 512, 180), (0.977, 0.977, 2.5)) == pytest.approx(
        math.sqrt(2 * (512 * 0.977) ** 2 + 450**2)
    )
