"""Arms that no network predicts: label maps made elsewhere, and controls."""

from segstudy.plan.inputs.prediction import atlases, given_prediction
from segstudy.plan.specs.evaluation import given_spec, postprocessing_spec


rule take_given:
    input:
        prediction=lambda w: given_prediction(plan, w.run, w.case),
        reference=lambda w: label(plan, w.case),
        usable=once_usable("predicted/{run}/{case}.nii.gz"),
    output:
        results("predicted/{run}/{case}.nii.gz"),
    log:
        results("logs/take_given/{run}/{case}.log"),
    wildcard_constraints:
        run=one_of(run for run in plan.made_elsewhere if run not in plan.atlases),
    conda:
        "../workflow/environment.yaml"
    threads: 1
    resources:
        mem_mb=memory(1000, factor=200, voxel_bytes=24),
        runtime=minutes(2),
    params:
        spec=lambda w: given_spec(plan, w.run).to_plain(),
        postprocessing=lambda w: postprocessing_spec(plan, w.run),
        organs=dict(plan.organs),
        code=code("take_given.py"),
    message:
        "Taking the prediction of {wildcards.case} of arm {wildcards.run}"
    script:
        "../workflow/scripts/take_given.py"


rule build_atlas:
    input:
        labels=lambda w: [label(plan, case) for case in plan.split(int(w.fold))[0]],
        usable=once_usable("atlas/fold-{fold}.npz"),
    output:
        results("atlas/fold-{fold}.npz"),
    log:
        results("logs/build_atlas/fold-{fold}.log"),
    benchmark:
        results("benchmarks/build_atlas/fold-{fold}.tsv")
    conda:
        "../workflow/environment.yaml"
    threads: 1
    resources:
        mem_mb=memory(2000),
        runtime=minutes(30),
    params:
        annotated=lambda w: [
            plan.annotated(case) for case in plan.split(int(w.fold))[0]
        ],
        organs=dict(plan.organs),
        code=code("build_atlas.py"),
    message:
        "Averaging the label maps that fold {wildcards.fold} learns from"
    script:
        "../workflow/scripts/build_atlas.py"


rule predict_by_atlas:
    input:
        atlases=lambda w: atlases(plan, w.case),
        scan=lambda w: scan(plan, w.case),
    output:
        results("predicted/{run}/{case}.nii.gz"),
    log:
        results("logs/predict_by_atlas/{run}/{case}.log"),
    wildcard_constraints:
        run=one_of(plan.atlases),
    conda:
        "../workflow/environment.yaml"
    threads: 1
    resources:
        mem_mb=memory(1500, factor=60),
        runtime=minutes(5),
    params:
        postprocessing=lambda w: postprocessing_spec(plan, w.run),
        organs=dict(plan.organs),
        code=code("predict_by_atlas.py"),
    message:
        "Predicting {wildcards.case} by the mean of training patients"
    script:
        "../workflow/scripts/predict_by_atlas.py"
