import pytest

from segstudy.cases.annotated import annotated_cases
from segstudy.cases.case import Case
from segstudy.running.errors import StudyError

ORGANS = ["heart", "aorta"]
DRAWN = {"P01": None, "P02": ("heart", "aorta"), "P11": ("heart",)}
CASES = [Case(name, name, "i", "l", drawn) for name, drawn in DRAWN.items()]


def test_patterns_say_in_which_cases_an_organ_was_drawn():
    drawn = {case.name: case.annotated for case in annotated_cases(CASES, {"aorta": ["P02", "P1*"]}, ORGANS)}
    # what a table says of a case holds besides
    assert drawn == {"P01": ("heart",), "P02": ("heart", "aorta"), "P11": ("heart",)}
    assert annotated_cases(CASES, {"aorta": []}, ORGANS)[1].annotated == ("heart",)


def test_who_says_nothing_changes_nothing():
    assert annotated_cases(CASES, {}, ORGANS) == CASES


def test_a_pattern_that_matches_nothing_is_a_mistake():
    with pytest.raises(StudyError, match=r"data\.annotated\.aorta: no case is called like 'p0\*'"):
        annotated_cases(CASES, {"aorta": ["P*", "p0*"]}, ORGANS)
