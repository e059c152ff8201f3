"""Arms that find centers and segment nothing."""

import pytest

from segstudy.plan.inputs.evaluation import measured_centers
from segstudy.plan.specs.arms import arm_names, paid_trainings, segmenting_arms
from segstudy.plan.specs.comparison import comparison_spec, description_spec
from segstudy.plan.specs.training import training_spec
from segstudy.running.errors import StudyError

ENET = {"enet": {"kernels": 8, "factor": 2}}
ARMS = [
    {"name": "centers", "model": {"hourglass": {"stacks": 1, "features": 8}}, "preparation": "full"},
    {"name": "plain", "model": ENET, "preparation": "full"},
    {"name": "polar", "model": ENET, "preparation": "full", "representation": "polar64", "source_arm": "centers"},
]


def test_they_are_predicted_and_their_centers_measured_but_they_are_no_rows_and_no_tests(make_plan):
    plan = make_plan(arms=ARMS, comparisons={"baseline": "plain"}, uncertainties={}, tuning={}, training={"epochs": 1})
    assert arm_names(plan) == ["centers", "plain", "polar"]
    assert segmenting_arms(plan) == list(plan.measured_runs) == list(comparison_spec(plan).arms) == ["plain", "polar"]
    assert [learner.arm for learner in description_spec(plan).learners] == ["plain", "polar"]
    assert {run for run, _ in measured_centers(plan)} == {"centers"}
    # or their rows would be missed when the study is summarized
    assert list(paid_trainings(plan)) == ["plain", "polar"]


def test_they_are_no_baseline(make_plan):
    with pytest.raises(StudyError, match="baseline: centers finds centers and segments nothing.* one of plain, polar"):
        make_plan(arms=ARMS, comparisons={"baseline": "centers"}, uncertainties={}, tuning={}, training={"epochs": 1})


def test_boxes_may_be_the_only_labels_of_cases_that_centers_are_learned_from(make_plan):
    boxes, drawn = ["Patient_07", "Patient_08"], "Patient_0[1-6]"
    arms = [ARMS[0], ARMS[1] | {"learn_from": "drawn"}, ARMS[2] | {"learn_from": "drawn"}]
    keys = {"comparisons": {"baseline": "plain"}, "uncertainties": {}, "tuning": {}, "training": {"epochs": 1}}
    plan = make_plan(
        arms=arms,
        folds={"count": 2, "validation": 0.4, "only_learned": ["Patient_0[78]"]},
        data_sets={"drawn": [drawn], "boxes": boxes},
        **keys,
    )
    assert not {*boxes} & {*plan.measured, *plan.folds, *plan.predicted}
    for fold in plan.fold_numbers:
        learned = {name: set(training_spec(plan, name, fold).training) for name in plan.trainings}
        [centers], others = ({*boxes} <= part for name, part in learned.items() if "hourglass" in name), learned
        assert centers
        assert all(not {*boxes} & part for name, part in others.items() if "hourglass" not in name)
        assert not {*boxes} & {*plan.split(fold)[1]}
    # who is not named stays where they were
    without = make_plan(arms=ARMS, **keys)
    assert {*without.folds} - {*plan.folds} == {*boxes}
    with pytest.raises(StudyError, match="folds.only_learned: no case with a label map is called like 'x'"):
        make_plan(folds={"count": 2, "only_learned": ["x"]})
