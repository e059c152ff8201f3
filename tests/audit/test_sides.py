import pytest

from segstudy.audit.sides import on_wrong_side, side_of


def case(**places):
    return {organ: {"centroid": None if at is None else [at, 0.0, 0.0]} for organ, at in places.items()}


@pytest.mark.parametrize(
    ("organ", "side"),
    [("left_lung", "left"), ("lung-R", "right"), ("Kidney left", "left"), ("liver", None), ("lr", None)],
)
def test_the_name_says_the_side(organ, side):
    assert side_of(organ) == side


def test_the_left_lies_on_the_left():
    assert on_wrong_side(case(left_lung=-80.0, right_lung=70.0)) == {}
    assert on_wrong_side(case(left_lung=70.0, right_lung=-80.0)) == {"left_lung": 150.0, "right_lung": 150.0}


def test_without_a_partner_the_midline_tells():
    assert on_wrong_side(case(left_kidney=40.0, spinal_cord=2.0)) == {"left_kidney": 38.0}
    assert on_wrong_side(case(left_kidney=-40.0, spinal_cord=2.0, right_kidney=None)) == {}
    assert on_wrong_side(case(left_kidney=40.0, liver=90.0)) == {}, "nothing tells"


def test_what_lies_in_the_middle_lies_on_no_side():
    assert on_wrong_side(case(left_atrium=1.0, right_atrium=-2.0)) == {}
