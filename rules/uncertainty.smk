"""Predict cases again and again, and ask whether it tells errors how far the predictions differ."""


rule predict_uncertainty:
    input:
        weights=uncertain_networks("weights.safetensors"),
        models=uncertain_networks("model.yaml"),
        image=uncertain_prepared("image.b2nd"),
        grid=uncertain_prepared("grid.json"),
        scan=scan_of,
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
    benchmark:
        results("benchmarks/predict_uncertainty/{uncertain}/{case}.tsv")
    conda:
        "../workflow/environment.yaml"
    threads: lambda wildcards: uncertain_params(wildcards)["threads"]
    resources:
        gpu=1,
        mem_mb=memory(3000, factor=45),
        runtime=minutes(30),
    params:
        applied=uncertain_params,
        code=code("predict_uncertainty.py"),
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
        reference=label_of,
    output:
        results("uncertainty/{uncertain}/{case}/measured.json"),
    log:
        results("logs/measure_uncertainty/{uncertain}/{case}.log"),
    benchmark:
        results("benchmarks/measure_uncertainty/{uncertain}/{case}.tsv")
    conda:
        "../workflow/environment.yaml"
    threads: 1
    resources:
        mem_mb=memory(2000, factor=200),
        runtime=minutes(5),
    params:
        organs=dict(plan.organs),
        annotated=lambda wildcards: plan.annotated(wildcards.case),
        code=code("measure_uncertainty.py"),
    message:
        "Asking whether {wildcards.uncertain} knows its errors in {wildcards.case}"
    script:
        "../workflow/scripts/measure_uncertainty.py"


rule collect_uncertainty:
    input:
        list(dict.fromkeys(row[4] for row in measured_uncertainty())),
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
        measured=measured_uncertainty(),
        patients={case: plan.cases[case].patient for case in plan.labelled},
        code=code("collect_uncertainty.py"),
    message:
        "Collecting how well uncertainty tells errors"
    script:
        "../workflow/scripts/collect_uncertainty.py"
