import pytest

from segstudy.tables.outcomes import FAILED, LEFT_OUT, OUTCOMES, outcome_of


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


def test_an_outcome_has_a_value_or_is_left_out_or_failed():
    assert sorted(OUTCOMES) == sorted(["ok", *LEFT_OUT, *FAILED])
    assert {type(name) for name in (*OUTCOMES, *LEFT_OUT, *FAILED)} == {str}
