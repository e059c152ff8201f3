"""Predict cases again and again, and ask whether it tells errors how far the predictions differ."""

from segstudy.plan.inputs.uncertainty import (
    measured_files,
    measured_uncertainty,
    uncertain_networks,
    uncertain_prepared,
)
from segstudy.plan.modules import asked_modules
from segstudy.plan.specs.cases import patients
from segstudy.plan.specs.prediction import uncertainty_spec


rule predict_uncertainty:
    input:
        weights=lambda w: uncertain_networks(
            plan, w.uncertain, w.case, "weights.safetensors"
        ),
        models=lambda w: uncertain_networks(plan, w.uncertain, w.case, "model.yaml"),
        image=lambda w: uncertain_prepared(plan, w.uncertain, w.case, "image.b2nd"),
        grid=lambda w: uncertain_prepared(plan, w.uncertain, w.case, "grid.json"),
        scan=lambda w: scan(plan, w.case),
    output:
        labels=results("uncertainty/{uncertain}/{case}/labels.nii.gz"),
        mean=results("uncertainty/{uncertain}/{case}/mean.nii.gz"),
        confidence=results("uncertainty/{uncertain}/{case}/confidence.nii.gz"),
        variance=results("uncertainty/{uncertain}/{case}/variance.nii.gz"),
        entropy=results("uncertainty/{uncertain}/{case}/entropy.nii.gz"),
        mutual_information=results(
            "uncertainty/{uncertain}/{case}/mutual_information.nii.gz"
        ),
    log:
        results("logs/predict_uncertainty/{uncertain}/{case}.log"),
    conda:
        "../workflow/environment.yaml"
    threads: lambda w: uncertainty_spec(plan, w.uncertain).threads
    resources:
        gpu=1,
        mem_mb=memory(3000, factor=45),
        runtime=minutes(30),
    params:
        spec=lambda w: uncertainty_spec(plan, w.uncertain).to_plain(),
        code=lambda w: code("predict_uncertainty.py", *asked_modules(plan, w.uncertain)),
    message:
        "Predicting {wildcards.case} again and again with {wildcards.uncertain}"
    script:
        "../workflow/scripts/predict_uncertainty.py"


rule measure_uncertainty:
    input:
        labels=results("uncertainty/{uncertain}/{case}/labels.nii.gz"),
        confidence=results("uncertainty/{uncertain}/{case}/confidence.nii.gz"),
        variance=results("uncertainty/{uncertain}/{case}/variance.nii.gz"),
        entropy=results("uncertainty/{uncertain}/{case}/entropy.nii.gz"),
        mutual_information=results(
            "uncertainty/{uncertain}/{case}/mutual_information.nii.gz"
        ),
        reference=lambda w: label(plan, w.case),
    output:
        results("uncertainty/{uncertain}/{case}/measured.json"),
    log:
        results("logs/measure_uncertainty/{uncertain}/{case}.log"),
    conda:
        "../workflow/environment.yaml"
    threads: 1
    resources:
        mem_mb=memory(2000, factor=200),
        runtime=minutes(5),
    params:
        organs=dict(plan.organs),
        annotated=lambda w: plan.annotated(w.case),
        code=code("measure_uncertainty.py"),
    message:
        "Asking whether {wildcards.uncertain} knows its errors in {wildcards.case}"
    script:
        "../workflow/scripts/measure_uncertainty.py"


rule collect_uncertainty:
    input:
        measured_files(plan),
    output:
        cases=results("uncertainty.csv"),
        summary=results("uncertainty_summary.csv"),
        calibration=results("calibration.csv"),
        retained=results("retained_dice.csv"),
    log:
        results("logs/collect_uncertainty.log"),
    localrule: True
    conda:
        "../workflow/environment.yaml"
    threads: 1
    resources:
        mem_mb=memory(500),
        runtime=minutes(5),
    params:
        measured=[list(row) for row in measured_uncertainty(plan)],
        patients=patients(plan),
        code=code("collect_uncertainty.py"),
    message:
        "Collecting how well uncertainty tells errors"
    script:
        "../workflow/scripts/collect_uncertainty.py"
