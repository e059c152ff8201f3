"""nnU-Net as itself: it prepares each fold, trains on it and predicts by its own rules."""

from segstudy.plan.inputs.nnunet import nnunet_labels, nnunet_prepared, nnunet_scans
from segstudy.plan.inputs.prediction import networks, prediction_folds
from segstudy.plan.specs.nnunet import (
    PREDICTION_THREADS,
    nnunet_fold_spec,
    nnunet_training_spec,
    nnunet_workers,
)
from segstudy.plan.starts import start_file


rule prepare_nnunet_fold:
    input:
        images=lambda w: nnunet_scans(plan, w.prepared, int(w.fold)),
        labels=lambda w: nnunet_labels(plan, w.prepared, int(w.fold)),
        usable=once_usable("nnunet/{prepared}/fold-{fold}/manifest.json"),
    output:
        manifest=results("nnunet/{prepared}/fold-{fold}/manifest.json"),
        data=directory(results("nnunet/{prepared}/fold-{fold}/preprocessed")),
    log:
        results("logs/prepare_nnunet_fold/{prepared}/fold-{fold}.log"),
    benchmark:
        results("benchmarks/prepare_nnunet_fold/{prepared}/fold-{fold}.tsv")
    conda:
        "../workflow/environment.yaml"
    threads: 4
    resources:
        mem_mb=memory(4000, factor=4),
        runtime=minutes(30, factor=30),
    params:
        spec=lambda w: nnunet_fold_spec(plan, w.prepared, int(w.fold)).to_plain(),
        code=code("prepare_nnunet_fold.py"),
    message:
        "nnU-Net plans and preprocesses fold {wildcards.fold} ({wildcards.prepared})"
    script:
        "../workflow/scripts/prepare_nnunet_fold.py"


# `data` is no input: what it holds is in the manifest, whose content, unlike a folder's time, tells changes.
rule train_nnunet:
    input:
        manifest=lambda w: f"{nnunet_prepared(plan, w.training, int(w.fold))}/manifest.json",
        start=lambda w: start_file(plan, w.training, int(w.fold)),
    output:
        weights=results("trained/{training}/fold-{fold}/weights.safetensors"),
        model=results("trained/{training}/fold-{fold}/model.yaml"),
        history=results("trained/{training}/fold-{fold}/history.csv"),
        cost=results("trained/{training}/fold-{fold}/cost.json"),
    log:
        results("logs/train/{training}/fold-{fold}.log"),
    benchmark:
        results("benchmarks/train/{training}/fold-{fold}.tsv")
    wildcard_constraints:
        training=r"nnunet\.[^/]+",
    conda:
        "../workflow/environment.yaml"
    threads: lambda w: nnunet_workers(plan, w.training)
    resources:
        gpu=1,
        mem_mb=memory(16000),
        runtime=minutes(2880),
    params:
        spec=lambda w: nnunet_training_spec(plan, w.training).to_plain(),
        prepared=lambda w: nnunet_prepared(plan, w.training, int(w.fold)),
        state=results("state/{training}/fold-{fold}"),
        code=code("train_nnunet.py"),
    message:
        "nnU-Net trains {wildcards.training} on fold {wildcards.fold}"
    script:
        "../workflow/scripts/train_nnunet.py"


rule predict_nnunet_case:
    input:
        weights=lambda w: networks(plan, w.inferred, w.case, "weights.safetensors"),
        models=lambda w: networks(plan, w.inferred, w.case, "model.yaml"),
        scan=lambda w: scan(plan, w.case),
    output:
        labels=results("inferred/{inferred}/{case}.nii.gz"),
        cost=results("inferred/{inferred}/{case}.cost.json"),
    log:
        results("logs/predict_case/{inferred}/{case}.log"),
    wildcard_constraints:
        inferred=r"nnunet\.[^/]+",
    conda:
        "../workflow/environment.yaml"
    threads: PREDICTION_THREADS
    resources:
        gpu=1,
        mem_mb=memory(6000, factor=100),
        runtime=minutes(30),
    params:
        folds=lambda w: prediction_folds(plan, w.case),
        code=code("predict_nnunet_case.py"),
    message:
        "nnU-Net predicts {wildcards.case} with {wildcards.inferred}"
    script:
        "../workflow/scripts/predict_nnunet_case.py"
