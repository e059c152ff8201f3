import pytest
from hypothesis import given
from hypothesis import strategies as st

from segstudy.cases.case import Case
from segstudy.cases.folds import assign_folds, split_training
from segstudy.config.folds import FoldSettings
from segstudy.errors import StudyError


def cases_of(patients):
    return [
        Case(f"case-{number:03d}", patient, "image", "label", None, stratum)
        for number, (patient, stratum) in enumerate(patients)
    ]


cohorts = st.lists(
    st.tuples(st.integers(0, 25).map("P{}".format), st.sampled_from(["a", "b"])), min_size=5, max_size=60
).filter(lambda patients: len({patient for patient, _ in patients}) >= 6)


@given(cohorts, st.integers(2, 6), st.floats(0.05, 0.9), st.integers(0, 9))
def test_no_patient_is_on_two_sides(patients, count, validation, seed):
    cases = cases_of(patients)
    settings = FoldSettings(count=count, validation=validation)
    folds = assign_folds(cases, settings, seed)
    patient = {case.name: case.patient for case in cases}
    sizes = [0] * count
    for fold in range(count):
        test = {name for name, number in folds.items() if number == fold}
        training, validating = split_training(cases, folds, fold, settings, seed)
        parts = [{patient[name] for name in part} for part in (test, training, validating)]
        assert all(parts)
        assert not (parts[0] & parts[1] or parts[0] & parts[2] or parts[1] & parts[2])
        assert test | set(training) | set(validating) == set(folds)
        sizes[fold] = len(parts[0])
    assert max(sizes) - min(sizes) <= 1


def test_strata_are_spread_over_the_folds():
    cases = cases_of([(f"P{n}", "ill" if n < 6 else "well") for n in range(18)])
    folds = assign_folds(cases, FoldSettings(count=3), seed=1)
    for fold in range(3):
        held = [case.stratum for case in cases if folds[case.name] == fold]
        assert (held.count("ill"), held.count("well")) == (2, 4)


def test_folds_follow_the_seed_and_nothing_else():
    cases = cases_of([(f"P{n}", "") for n in range(12)])
    settings = FoldSettings(count=3)
    assert assign_folds(cases, settings, 1) == assign_folds(list(reversed(cases)), settings, 1)
    assert assign_folds(cases, settings, 1) != assign_folds(cases, settings, 2)


def test_cases_without_labels_are_in_no_fold_and_too_few_patients_are_refused():
    cases = cases_of([(f"P{n}", "") for n in range(4)])
    unlabelled = Case("new", "P9", "image", None)
    assert "new" not in assign_folds([*cases, unlabelled], FoldSettings(count=3), 0)
    with pytest.raises(StudyError, match="5 folds need at least 5 patients with label maps; the study has 4"):
        assign_folds([*cases, unlabelled], FoldSettings(count=5), 0)
