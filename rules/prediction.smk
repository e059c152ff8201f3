"""Predict every case in its own grid with the networks that never saw its patient."""

from segstudy.plan.inputs.prediction import (
    inferred_files,
    networks,
    prediction_folds,
    prepared,
    source,
)
from segstudy.plan.modules import applied_modules
from segstudy.plan.specs.prediction import prediction_spec


rule predict_case:
    input:
        weights=lambda w: networks(plan, w.inferred, w.case, "weights.safetensors"),
        models=lambda w: networks(plan, w.inferred, w.case, "model.yaml"),
        image=lambda w: prepared(plan, w.inferred, w.case, "image.b2nd"),
        grid=lambda w: prepared(plan, w.inferred, w.case, "grid.json"),
        scan=lambda w: scan(plan, w.case),
    output:
        labels=results("inferred/{inferred}/{case}.nii.gz"),
        cost=results("inferred/{inferred}/{case}.cost.json"),
    log:
        results("logs/predict_case/{inferred}/{case}.log"),
    wildcard_constraints:
        inferred=rf"(?!(ensemble|nnunet|sam2_prompted|sam2_video)\.|({one_of(plan.views)})/)[^/]+",
    conda:
        "../workflow/environment.yaml"
    threads: lambda w: prediction_spec(plan, w.inferred).threads
    resources:
        gpu=1,
        mem_mb=memory(3000, factor=30),
        runtime=minutes(5),
    params:
        folds=lambda w: prediction_folds(plan, w.case),
        spec=lambda w: prediction_spec(plan, w.inferred).to_plain(),
        code=lambda w: code("predict_case.py", *applied_modules(plan, w.inferred)),
    message:
        "Predicting {wildcards.case} with {wildcards.inferred}"
    script:
        "../workflow/scripts/predict_case.py"


# A rule of its own, because it waits for another arm's prediction: in a group of jobs with that arm's, the group would
# wait for itself.
use rule predict_case as predict_viewed_case with:
    input:
        weights=lambda w: networks(plan, w.inferred, w.case, "weights.safetensors"),
        models=lambda w: networks(plan, w.inferred, w.case, "model.yaml"),
        image=lambda w: prepared(plan, w.inferred, w.case, "image.b2nd"),
        grid=lambda w: prepared(plan, w.inferred, w.case, "grid.json"),
        scan=lambda w: scan(plan, w.case),
        source=lambda w: source(plan, w.inferred, w.case),
    wildcard_constraints:
        inferred=one_of(plan.views),
    message:
        "Predicting {wildcards.case} with {wildcards.inferred}, from views"


rule prediction:
    input:
        lambda w: inferred_files(plan, ".nii.gz"),
    output:
        touch(results("stages/prediction")),
    message:
        "Stage done: prediction"
