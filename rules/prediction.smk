"""Predict every case in its own grid with the networks that never saw its patient."""


rule predict_case:
    input:
        weights=prediction_weights("weights.safetensors"),
        models=prediction_weights("model.yaml"),
        image=prediction_prepared("image.b2nd"),
        grid=prediction_prepared("grid.json"),
        scan=scan_of,
    output:
        labels=results("inferred/{inferred}/{case}.nii.gz"),
        cost=results("inferred/{inferred}/{case}.cost.json"),
    log:
        results("logs/predict_case/{inferred}/{case}.log"),
    benchmark:
        results("benchmarks/predict_case/{inferred}/{case}.tsv")
    wildcard_constraints:
        inferred=rf"(?!(ensemble|nnunet|sam2_prompted|sam2_video)\.|({one_of(plan.views)})/)[^/]+",
    conda:
        "../workflow/environment.yaml"
    threads: lambda wildcards: prediction_params(wildcards)["threads"]
    resources:
        gpu=1,
        mem_mb=memory(3000, factor=30),
        runtime=minutes(5),
    params:
        folds=lambda wildcards: prediction_folds(wildcards.case),
        applied=prediction_params,
        code=code("predict_case.py"),
    message:
        "Predicting {wildcards.case} with {wildcards.inferred}"
    script:
        "../workflow/scripts/predict_case.py"


# A rule of its own, because it waits for another arm's prediction: in a group of jobs with that arm's, the group would
# wait for itself.
use rule predict_case as predict_viewed_case with:
    input:
        weights=prediction_weights("weights.safetensors"),
        models=prediction_weights("model.yaml"),
        image=prediction_prepared("image.b2nd"),
        grid=prediction_prepared("grid.json"),
        scan=scan_of,
        source=lambda w: usable(plan.source_of(w.inferred, w.case)),
    wildcard_constraints:
        inferred=one_of(plan.views),
    message:
        "Predicting {wildcards.case} with {wildcards.inferred}, from views"


rule prediction:
    input:
        [
            results(f"inferred/{name}/{case}.nii.gz")
            for name, case in plan.inferred_cases
        ],
    output:
        touch(results("stages/prediction")),
    message:
        "Stage done: prediction"
