import pytest

from segstudy.cases.cohort import judge_cohort
from segstudy.cases.inspection import Inspection

ORGANS = {"esophagus": 1, "heart": 2}


def case(name: str, voxels: str = "", organs=("esophagus", "heart"), errors=()) -> Inspection:
    return Inspection(
        case=name,
        patient=name,
        image=f"{name}.nii.gz",
        label=f"{name}_GT.nii.gz",
        image_voxels_sha256=voxels or name,
        labels=[0, *(ORGANS[organ] for organ in organs or ())],
        organs=None if organs is None else list(organs),
        errors=list(errors),
    )


def statuses(cohort) -> dict[str, str]:
    return {row.case: row.status for row in cohort.rows}


def test_sound_cases_are_ok_in_the_order_given():
    cohort = judge_cohort([case("B"), case("A")], ORGANS, {})
    assert [(row.case, row.status, row.reason) for row in cohort.rows] == [("B", "ok", ""), ("A", "ok", "")]
    assert cohort.usable and cohort.errors == []


def test_bad_cases_give_all_reasons_and_excluded_ones_the_persons():
    cohort = judge_cohort([case("A", errors=["x", "y"]), case("B", errors=["z"]), case("C")], ORGANS, {"B": "a\nb"})
    assert [(row.status, row.reason) for row in cohort.rows] == [("bad", "x; y"), ("excluded", "a\\nb"), ("ok", "")]
    assert not cohort.usable


def test_of_one_image_twice_the_first_sound_case_stays():
    cohort = judge_cohort([case("A", "v", errors=["x"]), case("B", "v"), case("C", "v"), case("D")], ORGANS, {})
    assert statuses(cohort) == {"A": "bad", "B": "ok", "C": "bad", "D": "ok"}
    assert cohort.rows[2].reason.startswith("the same image as case B")
    assert "the same image as case B" in cohort.rows[0].reason
    assert judge_cohort([case("A", "v"), case("B", "v")], ORGANS, {"B": "copy"}).usable


def test_one_label_map_on_two_images_gives_a_warning_and_no_error():
    result = [case("A"), case("B"), case("C")]
    result[0].label_voxels_sha256 = result[2].label_voxels_sha256 = "l"
    cohort = judge_cohort(result, ORGANS, {})
    assert cohort.usable and [len(row.warnings) for row in cohort.rows] == [1, 0, 1]
    assert cohort.rows[2].warnings == ["the same label map as case A, on another image"]


def test_cases_of_one_name_are_all_bad():
    cohort = judge_cohort([case("A", "u"), case("A", "v"), case("B")], ORGANS, {})
    assert [row.status for row in cohort.rows] == ["bad", "bad", "ok"]
    assert "2 cases have this name" in cohort.rows[0].reason


def test_an_organ_nobody_has_is_an_error_of_the_study():
    cohort = judge_cohort([case("A", organs=["esophagus"]), case("B", organs=["esophagus"])], ORGANS, {})
    assert statuses(cohort) == {"A": "ok", "B": "ok"} and not cohort.usable
    assert "no case has the organ heart (label 2); labels present: 1" in cohort.errors[0]


@pytest.mark.parametrize("exclude,errors,words", [
    ({"A": "odd"}, [], "no case has the organ heart"),
    ({}, ["x"], "only bad cases have the organ heart (label 2): A"),
])  # fmt: skip
def test_an_organ_only_unusable_cases_have_is_an_error_at_once(exclude, errors, words):
    cohort = judge_cohort([case("A", errors=errors), case("B", organs=["esophagus"])], ORGANS, exclude)
    assert words in cohort.errors[0]


def test_organs_are_not_judged_where_no_label_map_could_be_read():
    assert judge_cohort([case("A", organs=None, errors=["x"])], ORGANS, {}).errors == []
    bare = Inspection("A", "A", image="A.nii", image_voxels_sha256="v")
    assert "no case has a label map" in judge_cohort([bare], ORGANS, {}).errors[0]


def test_a_mistyped_exclusion_is_met_with_the_name_that_was_meant():
    cohort = judge_cohort([case("Patient_07")], ORGANS, {"Patient_7": "odd"})
    assert cohort.errors == ["`exclude` names Patient_7, which is no case of this study; did you mean Patient_07?"]


def test_a_study_without_cases_cannot_run():
    assert judge_cohort([], ORGANS, {}).errors == ["no case was found"]
    assert judge_cohort([case("A")], ORGANS, {"A": "x"}).errors == ["every case is excluded"]


def test_a_case_without_a_label_map_is_called_so_unless_it_is_bad_or_left_out():
    bare = [case(name, organs=None, errors=errors) for name, errors in (("A", ()), ("B", ["x"]), ("C", ()))]
    for each in bare:
        each.label = ""
    cohort = judge_cohort([*bare, case("D")], ORGANS, {"C": "twice"})
    assert statuses(cohort) == {"A": "unlabeled", "B": "bad", "C": "excluded", "D": "ok"}


def test_the_twin_of_a_labeled_case_among_the_unlabeled_is_refused():
    twin = case("D", "v", organs=None)
    twin.label = ""
    cohort = judge_cohort([case("A", "v"), case("B"), twin], ORGANS, {})
    assert statuses(cohort) == {"A": "ok", "B": "ok", "D": "bad"} and not cohort.usable
    assert cohort.rows[2].reason.startswith("the same image as case A")
