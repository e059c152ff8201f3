import pytest

from segstudy.cases.case import Case
from segstudy.cases.only_learned import only_learned
from segstudy.running.errors import StudyError

CASES = [
    Case(name=name, patient=patient, image="i", label=label)
    for name, patient, label in [("a1", "a", "l"), ("a2", "a", "l"), ("b1", "b", "l"), ("c1", "c", None)]
]


def test_cases_are_chosen_by_their_names():
    assert only_learned(CASES, ["b*"]) == {"b1"} and only_learned(CASES, ["a?", "b1"]) == {"a1", "a2", "b1"}
    assert only_learned(CASES, []) == frozenset()


@pytest.mark.parametrize(
    ("patterns", "words"),
    [
        (["d*"], "no case with a label map is called like 'd\\*'"),
        (["c1"], "no case with a label map is called like 'c1'"),
        (["a1"], "patient a has other cases, which are held out"),
    ],
)
def test_what_names_nothing_or_half_a_patient_is_refused(patterns, words):
    with pytest.raises(StudyError, match=words):
        only_learned(CASES, patterns)
