import pytest

from segstudy.config.sections.correction_methods import METHODS
from segstudy.config.sections.phantom import PhantomSettings
from segstudy.correction.apply import correct_labels
from segstudy.correction.decide import decide
from segstudy.correction.methods import estimate_by
from segstudy.phantom.cohort import make_case

COHORT = PhantomSettings(patients=4, shape=(48, 48, 16))
HEART = 2


@pytest.fixture(scope="module")
def displacement():
    reference = make_case(COHORT, 42, "Patient_03")
    masks = reference.label.array == HEART, reference.truth.array == HEART
    return estimate_by(METHODS["rigid"].estimator, *masks, reference.label.affine)[0]


@pytest.mark.parametrize("case", ["Patient_01", "Patient_02", "Patient_03", "Patient_04"])
def test_in_a_cohort_of_which_half_was_moved_each_case_is_decided(displacement, case):
    made = make_case(COHORT, 42, case)
    for labels, was_moved in ((made.label, True), (made.truth, False)):
        before = labels.array == HEART
        after = correct_labels(labels.array, HEART, displacement.of(before, labels.affine)).labels == HEART
        decision = decide(made.image.array, before, after, made.image.spacing, "soft")
        assert decision.displaced is was_moved
        assert bool(decision.note) is not was_moved
        unknown = decide(made.image.array, before, after, made.image.spacing, "any")
        assert unknown.displaced and "not checked" in unknown.note


def test_where_the_scan_does_not_tell_the_case_is_corrected_with_a_note(displacement):
    made = make_case(COHORT, 42, "Patient_01")
    heart = made.truth.array == HEART
    decision = decide(made.image.array, heart, heart, made.image.spacing, "soft")
    assert decision.displaced and "in doubt" in decision.note
    nothing = heart & False
    assert decide(made.image.array, nothing, nothing, made.image.spacing, "soft").displaced
