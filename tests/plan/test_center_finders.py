"""Arms that find centers and segment nothing."""

import pytest

from segstudy.plan.inputs.evaluation import measured_centers
from segstudy.plan.specs.arms import arm_names, paid_trainings, segmenting_arms
from segstudy.plan.specs.comparison import comparison_spec, description_spec
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
