import pytest

from segstudy.plan.inputs.ensembles import member_files
from segstudy.plan.inputs.nnunet import nnunet_labels, nnunet_prepared, nnunet_scans
from segstudy.plan.inputs.prediction import (
    inferred_files,
    networks,
    prediction_folds,
    predictions,
    prepared,
    raw_prediction,
    sam2_checkpoint,
    source,
)


def test_a_case_is_predicted_by_the_network_that_held_it_out(plan):
    run = plan.runs["plain"]
    for case, fold in plan.folds.items():
        assert prediction_folds(plan, case) == [fold]
        [weights] = networks(plan, run.inferred, case, "weights.safetensors")
        assert weights == f"results/s/trained/{run.training}/fold-{fold}/weights.safetensors"


def test_a_case_without_a_label_map_is_predicted_by_all(make_plan, table):
    plan = make_plan(data=table(), correction=None, arms=[{"name": "plain", "preparation": "raw"}])
    assert prediction_folds(plan, "c4") == [0, 1]
    assert len(networks(plan, plan.runs["plain"].inferred, "c4", "model.yaml")) == 2


def test_arms_that_differ_only_in_inference_share_networks(plan):
    run = plan.runs["volumes"]
    assert run.inferred == f"{run.training}.close"
    [model] = networks(plan, run.inferred, "Patient_01", "model.yaml")
    assert f"/trained/{run.training}/" in model
    assert prepared(plan, run.inferred, "Patient_01", "grid.json") == "results/s/prepared/full/Patient_01.grid.json"


def test_what_starts_from_a_prediction_waits_for_it(plan):
    assert source(plan, plan.runs["polar"].inferred, "Patient_02") == "results/s/predicted/plain/Patient_02.nii.gz"
    assert source(plan, plan.runs["sam2"].inferred, "Patient_02") == "results/s/predicted/polar/Patient_02.nii.gz"
    assert source(plan, plan.runs["video_oracle"].inferred, "Patient_02") == plan.label_of("Patient_02")
    assert sam2_checkpoint(plan, plan.runs["sam2"].inferred) == []


def test_an_ensemble_reads_what_its_members_read(plan):
    files = member_files(plan, plan.runs["mean"].inferred, "Patient_01")
    assert len(files) == len(set(files)) == 3 * 2 + 2 * 2
    assert "results/s/prepared/raw/Patient_01.image.b2nd" in files
    assert "results/s/prepared/full/Patient_01.grid.json" in files
    assert not [file for file in files if "/prepared/None" in file]


def test_all_that_is_inferred_and_predicted_is_named_once(plan):
    labels, costs = inferred_files(plan, ".nii.gz"), inferred_files(plan, ".cost.json")
    assert len(labels) == len(set(labels)) == len(costs) == 10 * 8
    assert len(predictions(plan)) == 10 * 8
    run = plan.runs["augmented"]
    assert raw_prediction(plan, "augmented", "Patient_01") == f"results/s/inferred/{run.inferred}/Patient_01.nii.gz"
    assert raw_prediction(plan, "augmented", "Patient_01") in labels


def test_nnunet_reads_a_fold_whole_those_to_train_on_first(plan):
    pytest.importorskip("nnunetv2", reason="nnU-Net (the extra `nnunet`) is missing")
    [name] = plan.nnunet_folds
    training, validation = plan.split(1)
    assert nnunet_scans(plan, name, 1) == [plan.cases[case].image for case in (*training, *validation)]
    assert nnunet_labels(plan, name, 1) == [plan.label_of(case) for case in (*training, *validation)]
    folder = nnunet_prepared(plan, plan.runs["nnunet"].training, 1)
    assert folder == f"results/s/nnunet/{name}/fold-1" == "results/s/nnunet/ExperimentPlanner.2d.patch-32-32/fold-1"
