import copy
from pathlib import Path

import pytest
import yaml

from segstudy.plan.plan import Plan

STUDY = yaml.safe_load(Path("studies/polar.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def study():
    config = copy.deepcopy(STUDY)
    config["arms"] = config["arms"][:3]
    return config


def runs_of(plan):
    return {run.arm: run for run in plan.runs.values()}


def test_arms_that_differ_only_in_who_lays_the_views_share_one_network(study):
    plan = Plan(study)
    runs = runs_of(plan)
    assert runs["polar"].training == runs["polar_oracle"].training != runs["cartesian"].training
    assert runs["polar"].inferred == f"{runs['polar'].training}.from-cartesian"
    assert runs["polar_oracle"].inferred == f"{runs['polar'].training}.from-truth"
    assert "representation-polar64" in runs["polar"].training


def test_an_arm_waits_for_its_source_of_the_same_seed(study):
    study["seeds"] = 2
    plan = Plan(study)
    assert plan.sources == ["cartesian/seed-42", "cartesian/seed-43"]
    run = plan.runs["polar/seed-43"]
    case = plan.labelled[0]
    assert plan.source_of(run.inferred, case) == f"results/polar/predicted/cartesian/seed-43/{case}.nii.gz"
    assert "/" not in run.inferred
    oracle = plan.runs["polar_oracle/seed-43"]
    assert plan.source_of(oracle.inferred, case) == plan.label_of(case)


def test_arms_that_say_nothing_of_it_keep_their_names(study):
    before = runs_of(Plan(study))["cartesian"]
    study["arms"][0]["representation"] = "cartesian"
    assert runs_of(Plan(study))["cartesian"] == before
    assert Plan(study).trainings[before.training].representation is None
    assert "representation" not in before.training


def test_arms_that_learn_from_less_belong_together_with_the_arms_they_start_from():
    families = Plan(copy.deepcopy(STUDY)).families
    assert families == {
        "cartesian": "cartesian",
        "cartesian+half": "cartesian",
        "polar": "polar",
        "polar+half": "polar",
        "polar_oracle": "polar_oracle",
    }
