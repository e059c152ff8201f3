from dataclasses import replace

from segstudy.plan.specs.nnunet import PREDICTION_THREADS
from segstudy.plan.specs.prediction import (
    ensemble_spec,
    ensemble_threads,
    prediction_spec,
    sam2_spec,
    uncertainty_spec,
)


def inferred_of(plan, arm):
    return next(name for name, run in plan.runs.items() if run.arm.name == arm)


def test_members_of_an_ensemble_are_handed_their_own_networks(plan):
    (name,) = plan.ensembles
    case = plan.measured[0]
    members = ensemble_spec(plan, name, case).members
    (nnunet,) = [each for each in members if each.prediction is None]
    (volumes,) = [each for each in members if each.prediction and each.prediction.inference]
    (enet,) = [each for each in members if each not in (nnunet, volumes)]
    assert enet.prediction.builder.endswith(":ENet")
    assert volumes.prediction.inference.overlap == 0.75 and volumes.prepared.endswith(f"prepared/full/{case}")
    # nnU-Net prepares cases itself
    assert nnunet.prepared is None and "nnunet" in nnunet.networks[0]
    held_out = plan.folds[case]
    assert all(f"fold-{held_out}" in folder for each in (enet, volumes, nnunet) for folder in each.networks)


def test_an_ensemble_takes_the_threads_of_its_members(plan, monkeypatch):
    (name,) = plan.ensembles
    assert ensemble_threads(plan, name) == PREDICTION_THREADS
    own = [member for member in plan.ensembles[name].members if "nnunet" not in member]
    monkeypatch.setitem(plan.ensembles, name, replace(plan.ensembles[name], members=tuple(own)))
    assert ensemble_threads(plan, name) == 1  # so that it starts as quickly as its members' own predictions


def test_sam2_is_handed_the_settings_of_its_kind(plan):
    specs = [sam2_spec(plan, name) for name in plan.zero_shots]
    assert sorted((each.prompted is None, each.video is None) for each in specs) == [(False, True), (True, False)]
    assert all(each.organs == plan.organs for each in specs)


def test_repeated_predictions_draw_from_a_seed_of_their_own(plan):
    (name,) = plan.uncertain
    spec = uncertainty_spec(plan, name)
    assert (spec.passes, spec.batch, spec.threads, spec.inference) == (3, 4, 1, None)
    assert spec.seed is not None and spec.builder.endswith(":ENet")


def test_networks_of_a_view_are_handed_what_builds_it(plan):
    specs = {each: prediction_spec(plan, each) for each in plan.inferred if "nnunet" not in each}
    viewed = [spec for name, spec in specs.items() if "polar" in name]
    assert viewed and all("polar" in spec.representation_builder for spec in viewed)
    assert all(spec.representation_builder is None for name, spec in specs.items() if "polar" not in name)
