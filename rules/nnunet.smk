"""nnU-Net as itself: it prepares each fold, trains on it and predicts by its own rules."""


rule prepare_nnunet_fold:
    input:
        images=lambda w: [usable(plan.cases[case].image) for case in nnunet_cases(w)],
        labels=lambda w: [usable(plan.label(case)) for case in nnunet_cases(w)],
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
        told=nnunet_preparing,
        code=code("prepare_nnunet_fold.py"),
    message:
        "nnU-Net plans and preprocesses fold {wildcards.fold} ({wildcards.prepared})"
    script:
        "../workflow/scripts/prepare_nnunet_fold.py"


# `data` is no input: what it holds is in the manifest, whose content, unlike a folder's time, tells changes.
rule train_nnunet:
    input:
        lambda wildcards: f"{nnunet_prepared(wildcards)}/manifest.json",
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
    threads: nnunet_workers
    resources:
        gpu=1,
        mem_mb=memory(16000),
        runtime=minutes(2880),
    params:
        training=nnunet_training_params,
        prepared=nnunet_prepared,
        state=lambda wildcards: results(
            f"state/{wildcards.training}/fold-{wildcards.fold}"
        ),
        code=code("train_nnunet.py"),
    message:
        "nnU-Net trains {wildcards.training} on fold {wildcards.fold}"
    script:
        "../workflow/scripts/train_nnunet.py"


rule predict_nnunet_case:
    input:
        weights=prediction_weights("weights.safetensors"),
        models=prediction_weights("model.yaml"),
        scan=scan_of,
    output:
        labels=results("inferred/{inferred}/{case}.nii.gz"),
        cost=results("inferred/{inferred}/{case}.cost.json"),
    log:
        results("logs/predict_case/{inferred}/{case}.log"),
    benchmark:
        results("benchmarks/predict_case/{inferred}/{case}.tsv")
    wildcard_constraints:
        inferred=r"nnunet\.[^/]+",
    conda:
        "../workflow/environment.yaml"
    threads: 2
    resources:
        gpu=1,
        mem_mb=memory(6000, factor=100),
        runtime=minutes(30),
    params:
        folds=lambda wildcards: prediction_folds(wildcards.case),
        code=code("predict_nnunet_case.py"),
    message:
        "nnU-Net predicts {wildcards.case} with {wildcards.inferred}"
    script:
        "../workflow/scripts/predict_nnunet_case.py"
