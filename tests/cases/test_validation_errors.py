import textwrap

import yaml
from hypothesis import given
from hypothesis import strategies as st

from segstudy.cases.cohort import judge_cohort
from segstudy.cases.inspection import Inspection
from segstudy.cases.validation_errors import case_warnings, format_validation_errors, shared_warnings

printable = st.text(min_size=1, max_size=20).filter(lambda text: not any("\ud800" <= c <= "\udfff" for c in text))


def pasted(text: str) -> dict:
    block = text[text.index("  exclude:") :]
    return yaml.safe_load(f"data:\n  layout: segthor\n{block}")["data"]["exclude"]


def cohort_of(cases: dict[str, list[str]], exclude=None):
    result = [Inspection(name, name, label="l", organs=["heart"], errors=errors) for name, errors in cases.items()]
    return judge_cohort(result, {"heart": 1}, exclude or {})


def test_nothing_to_complain_of_is_no_text():
    assert format_validation_errors(cohort_of({"A": [], "B": []})) == ""


def test_every_bad_case_is_named_with_every_reason_and_may_be_pasted():
    cases = {"A": ["image: truncated: copy it", "label map: empty"], "001": ["x: [y] # z"], "C": [], "D": ["odd"]}
    text = format_validation_errors(cohort_of(cases, {"D": "moved"}))
    assert "2 of 4 cases cannot be used" in text
    assert "A\n  - image: truncated: copy it\n  - label map: empty\n" in text
    assert pasted(text) == {
        "A": "image: truncated: copy it; label map: empty",
        "001": "x: [y] # z",
        "D": "moved",
    }


def test_a_warning_is_told_once_for_all_its_cases_and_not_for_those_left_out():
    cases = [Inspection(f"C{n}", f"C{n}", organs=["heart"], label="l", warnings=["odd"]) for n in range(8)]
    cases[3].errors.append("bad")
    cases[4].warnings.append("odder")
    warnings = case_warnings(judge_cohort(cases, {"heart": 1}, {"C0": "no"}))
    told = shared_warnings([*warnings, ("", "a fold")])
    assert told == ["C1, C2, C4, C5, C6 and 1 more: odd", "C4: odder", "a fold"]


def test_pasting_the_block_leaves_a_usable_cohort():
    cases = {"A": ["x"], "B": [], "null": ["y"], "12": ["z"]}
    block = pasted(format_validation_errors(cohort_of(cases)))
    assert format_validation_errors(cohort_of(cases, block)) == ""


@given(st.dictionaries(printable, st.lists(printable, max_size=3), min_size=1, max_size=5), printable)
def test_the_block_is_yaml_whatever_the_names(cases, reason):
    cases["certainly bad"] = [reason]
    cohort = cohort_of(cases)
    block = pasted(format_validation_errors(cohort))
    assert block == {row.case: row.reason for row in cohort.rows if row.status == "bad"}


def test_a_name_that_is_no_text_does_not_hide_the_others():
    text = format_validation_errors(cohort_of({"\udc80": ["x"], "B": ["y"]}))
    assert "B\n  - y" in text and text.encode("utf-8")


def test_labels_no_organ_names_are_gathered_over_the_cohort():
    result = [
        Inspection("A", "A", label="l", organs=["heart"], errors=["p"], unknown_labels=[8, 5]),
        Inspection("B", "B", label="l", organs=["heart"], errors=["p"], unknown_labels=[8, 6]),
    ]
    assert "Labels that no organ names: 5, 6, 8." in format_validation_errors(judge_cohort(result, {"heart": 1}, {}))


def test_errors_of_the_study_stand_first():
    text = format_validation_errors(
        judge_cohort([Inspection("A", "A", label="l", organs=[], labels=[0, 3])], {"heart": 1}, {})
    )
    assert text == textwrap.dedent("""\
        The study cannot run:
          - no case has the organ heart (label 1); labels present: 3; correct its integer under `organs` or take it out
        """)
