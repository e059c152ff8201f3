import pytest

from segstudy.plan.checked import check_taught
from segstudy.plan.inputs.prediction import network_folders
from segstudy.plan.inputs.pseudo_labels import (
    drawn_label,
    kept_file,
    predicted_pseudo_label,
    student_grid,
    taught_caches,
    taught_scans,
    teacher_file,
    unsure_files,
)
from segstudy.plan.inputs.training import training_caches
from segstudy.plan.plan import Plan
from segstudy.plan.pseudo_labels import undrawn_organs
from segstudy.plan.specs.arms import paid_trainings
from segstudy.plan.specs.pseudo_labels import drawn_organs, kept_spec, teacher_spec
from segstudy.plan.specs.training import training_spec
from segstudy.running.errors import StudyError

ENET = {"model": {"enet": {"kernels": 8}}}
DATA = {
    "layout": "phantom",
    "organs": {"heart": 2, "aorta": 4},
    "phantom": {"patients": 10, "displaced": False},
    "annotated": {"aorta": ["*_0[1-5]"]},
    "unlabeled": ["*_09", "*_10"],
}
ARMS = [
    {"name": "few", **ENET, "preparation": "raw", "training_fraction": 0.5},
    {"name": "taught", **ENET, "preparation": "full", "training_fraction": 0.5, "pseudo_labels": {"teacher": "few"}},
]


@pytest.fixture
def make():
    def plan(arms=ARMS, **data):
        return Plan(
            {
                "study": "s",
                "data": {**DATA, **data},
                "folds": {"count": 2, "validation": 0.3},
                "preparations": {"raw": {}, "full": {"normalize": "zscore"}},
                "arms": arms,
            }
        )

    return plan


@pytest.fixture
def plan(make):
    return make()


def taught(plan):
    return plan.own_trainings[plan.runs["taught"].training]


def test_cases_without_a_label_map_those_that_are_left_out_and_undrawn_organs_may_be_taught(plan):
    student = taught(plan)
    for fold in plan.fold_numbers:
        learned, _ = plan.split(fold, 0.5)
        whole, _ = plan.split(fold)
        undrawn = undrawn_organs(plan, student, fold)
        bare = {"Patient_09", "Patient_10"} | {*whole} - {*learned}
        assert {case for case, organs in undrawn.items() if organs == ["heart", "aorta"]} == bare
        partly = {case for case in learned if case > "Patient_05"}
        assert {case for case, organs in undrawn.items() if organs == ["aorta"]} == partly
        assert {*undrawn} == bare | partly


def test_training_patients_that_are_left_out_need_not_count(make):
    plan = make([ARMS[0], {**ARMS[1], "pseudo_labels": {"teacher": "few", "left_out": False}}])
    left_out = {*plan.split(0)[0]} - {*plan.split(0, 0.5)[0]}
    assert left_out and not left_out & undrawn_organs(plan, taught(plan), 0).keys()


def test_nobody_is_taught_of_a_test_or_validation_patient_under_whatever_name(table, tmp_path):
    """A twin: another scan, which nobody drew, of the patient of each labeled case."""
    data = table(7)
    lines = (tmp_path / "cases.csv").read_text().splitlines()
    for number in range(1, 7):
        (tmp_path / f"twin{number}.nii.gz").touch()
        lines.append(f"twin{number},p{number},twin{number}.nii.gz,,")
    (tmp_path / "cases.csv").write_text("\n".join(lines) + "\n")
    plan = Plan(
        {"study": "s", "data": data, "folds": {"count": 3}, "preparations": {"raw": {}, "full": {}}, "arms": ARMS}
    )
    for fold in plan.fold_numbers:
        may = undrawn_organs(plan, taught(plan), fold)
        learned, validation = plan.split(fold)
        held_out = {case for case, held in plan.folds.items() if held == fold}
        assert held_out and validation
        twins = {f"twin{case[1:]}" for case in learned}
        assert {case for case in may if case.startswith("twin")} == twins
        assert not may.keys() & (held_out | {*validation})
        read = taught_scans(plan, taught(plan).name, fold) + taught_caches(plan, taught(plan).name, fold)
        assert not any(f"twin{case[1:]}." in file for file in read for case in held_out | {*validation})


def test_the_teacher_is_the_network_of_the_same_fold_and_never_the_mean_of_all(plan):
    name = taught(plan).name
    teacher = plan.runs["few"].training
    assert len(network_folders(plan, teacher, "Patient_09")) == 2
    for fold in plan.fold_numbers:
        file = predicted_pseudo_label(plan, name, str(fold), "Patient_09")
        assert file == f"results/s/pseudo/{teacher}/fold-{fold}/Patient_09.nii.gz"
        weights = teacher_file(plan, teacher, str(fold), "weights.safetensors")
        assert weights == f"results/s/trained/{teacher}/fold-{fold}/weights.safetensors"
        assert all(f"/fold-{fold}/" in each for each in unsure_files(plan, name, str(fold)))


def test_a_student_reads_what_it_is_taught_beside_what_was_drawn(plan):
    name = taught(plan).name
    learned, _ = plan.split(0, 0.5)
    undrawn = undrawn_organs(plan, taught(plan), 0)
    assert kept_file(plan, name, 0) == [f"results/s/taught/{name}/fold-0/kept.json"]
    assert taught_caches(plan, name, 0) == [f"results/s/taught/{name}/fold-0/{case}.label.b2nd" for case in undrawn]
    scans = [f"results/s/prepared/full/{case}.image.b2nd" for case in undrawn if case not in learned]
    assert taught_scans(plan, name, 0) == scans
    assert not {*scans} & {*training_caches(plan, name, 0, "image")}
    assert student_grid(plan, name, "Patient_09") == "results/s/prepared/full/Patient_09.grid.json"
    assert kept_spec(plan, name, "0") == {"undrawn": undrawn, "keep": 0.5}
    left_out = next(case for case in undrawn if case not in learned and plan.cases[case].label)
    assert drawn_label(plan, name, "0", left_out) == [] == drawn_organs(plan, name, "0", left_out)
    if partly := [case for case in undrawn if case in learned]:
        assert drawn_organs(plan, name, "0", partly[0]) == ["heart"]
    few = plan.runs["few"].training
    assert kept_file(plan, few, 0) == taught_caches(plan, few, 0) == taught_scans(plan, few, 0) == []
    assert "taught" not in training_spec(plan, name, 0).to_plain()


def test_each_round_is_a_training_taught_by_the_one_before(make):
    def with_rounds(rounds):
        return make([ARMS[0], {**ARMS[1], "pseudo_labels": {"teacher": "few", "rounds": rounds}}])

    once, thrice = with_rounds(1), with_rounds(3)
    assert {*once.own_trainings} < {*thrice.own_trainings} and len(thrice.own_trainings) == 4
    last = taught(thrice)
    way = [last]
    while way[-1].pseudo:
        way.append(thrice.own_trainings[way[-1].pseudo.teacher])
    assert [each.pseudo.round if each.pseudo else 0 for each in way] == [3, 2, 1, 0]
    assert way[2].name == taught(once).name and way[3].name == thrice.runs["few"].training
    assert paid_trainings(thrice)["taught"] == [each.name for each in reversed(way)]
    assert [*thrice.taught_by] == [each.pseudo.folder for each in reversed(way[:3])]


def test_what_is_kept_makes_another_student_of_the_same_predictions(make):
    more = {**ARMS[1], "name": "more", "pseudo_labels": {"teacher": "few", "keep": 0.9}}
    plan = make([*ARMS, more])
    names = [plan.runs[arm].training for arm in ("taught", "more")]
    assert names[0] != names[1] and len(plan.taught_by) == 1
    assert teacher_spec(plan, next(iter(plan.taught_by))).passes == 1


def test_arms_of_more_and_fewer_patients_are_a_family_with_teachers_of_as_many(make):
    more = [
        {**ARMS[0], "name": "more", "training_fraction": 1.0},
        {**ARMS[1], "name": "taught-more", "training_fraction": 1.0, "pseudo_labels": {"teacher": "more"}},
    ]
    assert make([*ARMS, *more]).families == {
        **dict.fromkeys(["few", "more"], "more"),
        **dict.fromkeys(["taught", "taught-more"], "taught-more"),
    }


def test_pseudo_labels_of_nothing_are_refused(make):
    arms = [{**arm, "training_fraction": 1.0} for arm in ARMS]
    check_taught(make(arms))
    with pytest.raises(StudyError, match="on fold 0 there is no case without a label map, and no organ that nobody"):
        check_taught(make(arms, unlabeled=[], annotated={}))


AVERAGED = {**ARMS[0], "name": "averaged", "mean_teacher": {"weight": 0.5}}


def test_a_mean_teacher_reads_scans_that_nobody_drew_and_no_label_map(make):
    plan = make([*ARMS, AVERAGED])
    name = plan.runs["averaged"].training
    for fold in plan.fold_numbers:
        left_out = {*plan.split(fold)[0]} - {*plan.split(fold, 0.5)[0]}
        bare = sorted({"Patient_09", "Patient_10"} | left_out)
        assert taught_scans(plan, name, fold) == [f"results/s/prepared/raw/{case}.image.b2nd" for case in bare]
        spec = training_spec(plan, name, fold)
        assert spec.bare == tuple(bare) and spec.mean_teacher.weight == 0.5
        assert taught_caches(plan, name, fold) == kept_file(plan, name, fold) == []
    assert name not in {plan.runs[arm].training for arm in ("few", "taught")}
    assert {*make().own_trainings} < {*plan.own_trainings}


def test_a_mean_teacher_of_nothing_is_refused(make):
    with pytest.raises(StudyError, match="mean_teacher: on fold 0 there is no case without a label map, of a patient"):
        check_taught(make([{**AVERAGED, "training_fraction": 1.0}], unlabeled=[]))
