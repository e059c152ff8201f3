import pytest

from segstudy.plan.growing import check_growing
from segstudy.plan.inputs.growing import (
    asked_files,
    found_files,
    growing_tables,
    grown_metrics,
    selected_before,
    selected_file,
)
from segstudy.plan.inputs.prediction import networks
from segstudy.plan.plan import Plan
from segstudy.plan.specs.arms import segmenting_arms
from segstudy.plan.specs.growing import growing_spec, grown_evaluation_spec, selection_spec
from segstudy.running.errors import StudyError

STUDY = {
    "study": "s",
    "data": {"layout": "phantom", "organs": {"heart": 2, "aorta": 4}, "phantom": {"patients": 12, "displaced": False}},
    "folds": {"count": 2, "validation": 0.3},
    "preparations": {"raw": {}},
    "arms": [{"name": "enet", "preparation": "raw"}],
}


@pytest.fixture
def make():
    return lambda **keys: Plan({**STUDY, **keys})


@pytest.fixture
def plan(make):
    return make(grow={"start": 2, "add": 1, "rounds": 2})


def points(plan):
    return [(each.grown.by, each.grown.round, each.grown.patients) for each in plan.grown.values()]


def test_strategies_share_the_first_round_and_each_round_waits_for_the_one_before(plan):
    assert points(plan) == [("random", 0, 2), ("random", 1, 3), ("random", 2, 4), ("entropy", 1, 3), ("entropy", 2, 4)]
    assert {*plan.own_trainings} == {plan.runs["enet"].training, *plan.grown}
    names = [*plan.grown]
    assert [plan.grown[name].grown.previous for name in names] == [None, names[0], names[1], names[0], names[3]]


def test_only_the_network_of_the_same_fold_is_asked_and_only_of_its_training_patients(plan):
    first, *_, last = plan.grown
    for fold in plan.fold_numbers:
        training, validation = plan.split(fold)
        asked = asked_files(plan, last, str(fold))
        before = plan.grown[last].grown.previous
        assert asked == [f"results/s/pseudo/{before}/fold-{fold}/{case}.json" for case in training]
        assert selected_before(plan, last, str(fold)) == [f"results/s/grown/{before}/fold-{fold}/selected.json"]
        lots = selection_spec(plan, last, str(fold))
        assert lots["patients"] == 4 and sorted(case for _, cases in lots["lots"] for case in cases) == sorted(training)
        held_out = {case for case, held in plan.folds.items() if held == fold}
        assert held_out and not any(f"/{case}." in file for file in asked for case in held_out | {*validation})
        assert asked_files(plan, first, str(fold)) == [] == selected_before(plan, first, str(fold))
    assert {*plan.taught_by} == {first, plan.grown[last].grown.previous}


def test_lots_need_no_network_and_differ_from_fold_to_fold(plan):
    lots = [name for name, each in plan.grown.items() if each.grown.by == "random"]
    assert not any(asked_files(plan, name, fold) for name in lots for fold in "01")
    orders = [[patient for patient, _ in selection_spec(plan, lots[0], fold)["lots"]] for fold in "01"]
    assert all(order != sorted(order) for order in orders)


def test_rounds_are_measured_as_arms_are_and_are_none(plan):
    assert segmenting_arms(plan) == ["enet"] and [*plan.runs] == ["enet"]
    assert growing_tables(plan) == ["results/s/growing.csv"]
    assert len(grown_metrics(plan)) == len(plan.grown) * 12
    last = [*plan.grown][-1]
    case = plan.measured[0]
    spec = grown_evaluation_spec(plan, last, case)
    assert (spec.arm, spec.fold) == ("entropy-4", plan.folds[case])
    (network,) = networks(plan, last, case, "weights.safetensors")
    assert network == f"results/s/trained/{last}/fold-{plan.folds[case]}/weights.safetensors"
    assert (last, case) in plan.inferred_cases


def test_seeds_are_draws_of_one_point(make):
    plan = make(grow={"start": 2, "add": 1, "rounds": 1}, seeds=2)
    assert len(plan.grown) == 6
    assert growing_spec(plan).arms == ("random-2", "random-3", "entropy-3")


def test_more_at_once_is_another_way_of_asking_and_the_same_lot(make, plan):
    other = make(grow={"start": 2, "add": 2, "rounds": 1})
    shared = {*other.grown} & {*plan.grown}
    assert [plan.grown[name].grown.name for name in plan.grown if name in shared] == ["random-2", "random-4"]


def test_who_asks_nothing_has_none_of_it(make):
    plan = make()
    assert plan.grown == {} and growing_tables(plan) == []
    assert selected_file(plan, plan.runs["enet"].training, 0) == []
    check_growing(plan)


def test_rounds_for_which_there_are_too_few_patients_are_refused(make):
    check_growing(make(grow={"start": 2, "add": 1, "rounds": 2}))
    with pytest.raises(StudyError, match="the last round has 12 training patients, of whom fold 0 has 4; have fewer"):
        check_growing(make(grow={}))


def test_chances_that_grow_with_the_organs_need_what_the_network_before_finds(make):
    plan = make(grow={"by": ["random", "random_foreground", "entropy"], "start": 2, "add": 1, "rounds": 1})
    of = {each.grown.by: name for name, each in plan.grown.items() if each.grown.round}
    training, _ = plan.split(0)
    before = plan.grown[of["entropy"]].grown.previous
    assert found_files(plan, of["random_foreground"], "0") == [
        f"results/s/pseudo/{before}/fold-0/{case}.nii.gz" for case in training
    ]
    assert asked_files(plan, of["random_foreground"], "0") == [] == found_files(plan, of["entropy"], "0")
    spec = selection_spec(plan, of["random_foreground"], "0")
    # the numbers are those of the lots
    assert sorted(spec["drawn"], key=spec["drawn"].get) == [patient for patient, _ in spec["lots"]]
    assert "drawn" not in selection_spec(plan, of["entropy"], "0")
    assert all(0 <= each < 1 for each in spec["drawn"].values())
