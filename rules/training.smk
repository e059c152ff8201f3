"""Fit every network on every fold."""


rule train:
    input:
        images=training_caches("image"),
        labels=training_caches("label"),
        tuned=training_tuned,
        checkpoint=training_checkpoint,
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
        training=r"(?!nnunet\.)[^/]+",
    conda:
        "../workflow/environment.yaml"
    threads: lambda wildcards: plan.trainings[wildcards.training].settings["threads"]
    resources:
        gpu=1,
        mem_mb=memory(4000, factor=4),
        runtime=minutes(240, factor=240),
    params:
        training=training_params,
        state=lambda wildcards: results(
            f"state/{wildcards.training}/fold-{wildcards.fold}"
        ),
        code=model_code,
    message:
        "Training {wildcards.training} on fold {wildcards.fold}"
    script:
        "../workflow/scripts/train.py"


rule training:
    input:
        expand(
            results("trained/{training}/fold-{fold}/weights.safetensors"),
            training=plan.trainings,
            fold=plan.fold_numbers,
        ),
    output:
        touch(results("stages/training")),
    message:
        "Stage done: training"
