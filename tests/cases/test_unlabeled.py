import pytest

from segstudy.cases.case import Case
from segstudy.cases.layouts.registry import find_cases
from segstudy.cases.unlabeled import without_labels
from segstudy.config.sections.data import DataSettings
from segstudy.running.errors import StudyError

CASES = [Case(name, name, "i", "l", ("heart",)) for name in ("P01", "P02", "P11")]


def test_cases_that_match_have_no_label_map_and_the_others_are_as_they_were():
    cases = without_labels(CASES, ["P0*"])
    assert [case.label for case in cases] == [None, None, "l"]
    assert [case.annotated for case in cases] == [None, None, ("heart",)]
    assert cases[2] == CASES[2] and without_labels(CASES, []) == CASES


def test_a_pattern_that_matches_nothing_is_a_mistake():
    with pytest.raises(StudyError, match=r"data\.unlabeled: no case is called like 'p0\*'"):
        without_labels(CASES, ["P*", "p0*"])


def test_every_layout_has_them():
    settings = DataSettings(layout="phantom", organs={"heart": 2}, unlabeled=["*_12"])
    assert [case.name for case in find_cases(settings, "results/s", ["heart"]) if not case.label] == ["Patient_12"]
