import pytest
from hypothesis import given
from hypothesis import strategies as st

from segstudy.cases.case import Case
from segstudy.cases.folds import assign_folds, split_training
from segstudy.config.sections.folds import FoldSettings
from segstudy.running.errors import StudyError


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
    unlabeled = Case("new", "P9", "image", None)
    assert "new" not in assign_folds([*cases, unlabeled], FoldSettings(count=3), 0)
    with pytest.raises(StudyError, match="5 folds need at least 5 patients with label maps; the study has 4"):
        assign_folds([*cases, unlabeled], FoldSettings(count=5), 0)


organ_sets = st.lists(st.frozensets(st.sampled_from("abc")), min_size=6, max_size=40)


@given(organ_sets, st.integers(2, 6), st.integers(0, 9))
def test_organs_are_spread_over_folds_as_evenly_as_can_be(sets, count, seed):
    cases = cases_of([(f"P{number}", "") for number in range(len(sets))])
    organs = {case.name: each for case, each in zip(cases, sets, strict=True)}
    folds = assign_folds(cases, FoldSettings(count=count), seed, organs)
    sizes = [list(folds.values()).count(fold) for fold in range(count)]
    assert set(folds) == set(organs) and max(sizes) - min(sizes) <= 1
    have = {organ: sum(organ in each for each in sets) for organ in "abc"}
    rarest = min((organ for organ in have if have[organ]), key=lambda organ: (have[organ], organ), default=None)
    if rarest and len(set(sets)) > 1 and have[rarest] <= count:
        assert len({folds[name] for name in folds if rarest in organs[name]}) == have[rarest]


@given(cohorts, st.integers(2, 6), st.integers(0, 9), st.frozensets(st.sampled_from("abc")))
def test_where_all_have_the_same_organs_nothing_changes(patients, count, seed, same):
    cases, settings = cases_of(patients), FoldSettings(count=count)
    organs = {case.name: same for case in cases}
    folds = assign_folds(cases, settings, seed)
    assert assign_folds(cases, settings, seed, organs) == folds
    for fold in range(count):
        assert split_training(cases, folds, fold, settings, seed) == split_training(
            cases, folds, fold, settings, seed, organs=organs
        )


def test_a_rare_organ_is_learned_from_and_validated_on_in_every_fold():
    cases = cases_of([(f"P{number}", "") for number in range(30)])
    rare = {"case-003", "case-004", "case-005", "case-006", "case-007", "case-017"}
    organs = {case.name: frozenset("a" + "b" * (case.name in rare)) for case in cases}
    settings = FoldSettings(count=3, validation=0.2)
    for seed in range(10):
        folds = assign_folds(cases, settings, seed, organs)
        for fold in range(3):
            training, validation = split_training(cases, folds, fold, settings, seed, organs=organs)
            assert len(rare & set(training)) >= 2 and rare & set(validation)
            assert len(validation) == 4
    assert any(
        not rare & set(split_training(cases, assign_folds(cases, settings, seed), fold, settings, seed)[1])
        for seed in range(10)
        for fold in range(3)
    )


def test_who_alone_has_an_organ_is_learned_from():
    cases = cases_of([(f"P{number}", "") for number in range(9)])
    organs = {case.name: frozenset("ab" if case.name == "case-004" else "a") for case in cases}
    settings = FoldSettings(count=3, validation=0.4)
    folds = assign_folds(cases, settings, 0, organs)
    for fold in range(3):
        training, validation = split_training(cases, folds, fold, settings, 0, organs=organs)
        assert "case-004" not in validation and (folds["case-004"] == fold or "case-004" in training)
