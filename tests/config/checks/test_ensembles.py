import copy

import pytest

from segstudy.config.checks.study import read_study
from segstudy.plan.described import described_run
from segstudy.plan.plan import Plan
from segstudy.running.errors import StudyError

STUDY = {
    "study": "means",
    "seed": 5,
    "data": {"layout": "phantom", "organs": {"heart": 2}, "phantom": {"patients": 4, "displaced": False}},
    "folds": {"count": 2, "validation": 0.4},
    "preparations": {"raw": {"size": [48, 48]}, "volumes": {"size": None}},
    "postprocessings": {"clean": {"closing_mm": 8}},
    "training": {"patches": {"size": [32, 32, 16]}},
    "inferences": {"close": {"overlap": 0.7}},
    "arms": [
        {"name": "flat", "model": "enet", "preparation": "raw"},
        {"name": "clean", "model": "enet", "preparation": "raw", "postprocessing": "clean"},
        {"name": "deep", "model": "vnet", "preparation": "volumes", "inference": "close"},
        {"name": "both", "ensemble_of": ["flat", "deep"]},
    ],
    "comparisons": {"baseline": "flat"},
}


def study(**changes):
    return {**copy.deepcopy(STUDY), **changes}


def with_arm(**keys):
    config = study()
    config["arms"].append({"name": "other", "ensemble_of": ["flat", "deep"], **keys})
    return config


@pytest.mark.parametrize(
    ("config", "words"),
    [
        (with_arm(ensemble_of=["flat"]), ["arms[4] (other).ensemble_of", "two or more"]),
        (with_arm(ensemble_of=["flat", "flat", "deep"]), ["names an arm twice"]),
        (with_arm(ensemble_of=["flat", "depe"]), ["did you mean 'deep'"]),
        (with_arm(ensemble_of=["flat", "other"]), ["no other arm is called 'other'"]),
        (with_arm(ensemble_of=["flat", "both"]), ["both is an ensemble itself"]),
        (with_arm(model="enet"), ["other).model", "no network of its own"]),
        (with_arm(preparation="raw"), ["other).preparation", "leave `preparation` out"]),
        (with_arm(training={"epochs": 3}), ["leave `training` out"]),
        (with_arm(uncertainty="mc"), ["uncertainty"]),
        (with_arm(training_fraction=0.5), ["training_fraction"]),
        (with_arm(postprocessing="claen"), ["did you mean 'clean'"]),
        (with_arm(ensemble_of=None, model="ensemble"), ["two or more"]),
    ],
)
def test_what_is_no_ensemble_is_told(config, words):
    with pytest.raises(StudyError) as caught:
        read_study(config)
    for word in words:
        assert word in str(caught.value)


def test_labels_without_probabilities_make_no_ensemble():
    config = with_arm(ensemble_of=["flat", "prompted"])
    config["arms"].append({"name": "prompted", "model": "sam2_prompted", "source_arm": "flat"})
    with pytest.raises(StudyError, match="prompted says labels and no probabilities"):
        read_study(config)


def test_an_ensemble_trains_nothing_and_applies_its_members():
    plan, without = Plan(study()), Plan(study(arms=STUDY["arms"][:3]))
    assert plan.trainings.keys() == without.trainings.keys()
    run = plan.runs["both"]
    made = plan.ensembles[run.inferred]
    assert run.training is None
    assert set(made.members) == {plan.runs["flat"].inferred, plan.runs["deep"].inferred}
    assert made.members[1].endswith(".close")
    assert set(plan.paid_trainings(run)) == set(plan.trainings)
    assert plan.cases_of("both") == list(plan.cases)
    model, made_with = described_run(plan, run)
    assert (model, made_with.in_full()) == ("ensemble", {"training": "none", "members": ["flat", "deep"]})


def test_a_members_postprocessing_and_the_order_are_nothing_to_an_ensemble():
    config = with_arm(ensemble_of=["deep", "clean"], postprocessing="clean")
    plan = Plan(config)
    assert plan.runs["other"].inferred == plan.runs["both"].inferred
    assert len(plan.ensembles) == 1


def test_each_seed_has_its_own_ensemble():
    plan = Plan(study(seeds=2))
    first, second = plan.runs["both/seed-5"], plan.runs["both/seed-6"]
    assert all("seed-5" in name for name in plan.ensembles[first.inferred].members)
    assert all("seed-6" in name for name in plan.ensembles[second.inferred].members)


def test_what_was_read_can_be_read_again():
    settings = read_study(study())
    assert read_study(settings.model_dump(mode="json")) == settings
