"""Predict every case in its own grid with the networks that never saw its patient."""


rule predict_case:
    input:
        weights=prediction_weights("weights.safetensors"),
        models=prediction_weights("model.yaml"),
        image=lambda w: results(
            f"prepared/{plan.trainings[w.training].preparation}/{w.case}.image.b2nd"
        ),
        grid=lambda w: results(
            f"prepared/{plan.trainings[w.training].preparation}/{w.case}.grid.json"
        ),
        scan=lambda wildcards: plan.cases[wildcards.case].image,
    output:
        labels=results("inferred/{training}/{case}.nii.gz"),
        cost=results("inferred/{training}/{case}.cost.json"),
    log:
        results("logs/predict_case/{training}/{case}.log"),
    benchmark:
        results("benchmarks/predict_case/{training}/{case}.tsv")
    wildcard_constraints:
        training=r"(?!nnunet\.)[^/]+",
    conda:
        "../workflow/environment.yaml"
    threads: lambda wildcards: plan.trainings[wildcards.training].settings["threads"]
    resources:
        gpu=1,
        mem_mb=memory(3000, factor=30),
        runtime=minutes(5),
    params:
        folds=lambda wildcards: prediction_folds(wildcards.case),
        threads=lambda wildcards: plan.trainings[wildcards.training].settings["threads"],
        batch=lambda wildcards: plan.trainings[wildcards.training].settings["batch"],
        code=code("predict_case.py"),
    message:
        "Predicting {wildcards.case} with {wildcards.training}"
    script:
        "../workflow/scripts/predict_case.py"


rule prediction:
    input:
        expand(
            results("inferred/{training}/{case}.nii.gz"),
            training=plan.trainings,
            case=plan.cases,
        ),
    output:
        touch(results("stages/prediction")),
    message:
        "Stage done: prediction"
