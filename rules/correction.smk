"""Find the displacement of one organ's labels from the case that has both maps, and undo it in every case."""

if plan.settings.correction:

    rule estimate_displacement:
        input:
            displaced=plan.cases[plan.settings.correction.reference.case].label,
            correct=plan.reference_label,
            usable=ancient(results("stages/usable")),
        output:
            transform=results("correction/transform.json"),
            quality=results("correction/reference.json"),
        log:
            results("logs/estimate_displacement.log"),
        benchmark:
            results("benchmarks/estimate_displacement.tsv")
        conda:
            "../workflow/environment.yaml"
        threads: 1
        resources:
            mem_mb=memory(1000, factor=100),
            runtime=minutes(10),
        params:
            organ=plan.settings.correction.organ,
            label=plan.organs[plan.settings.correction.organ],
            case=plan.settings.correction.reference.case,
            method=plan.settings.correction.method,
            code=code("estimate_displacement.py"),
        message:
            "Estimating how the labels of {params.organ} were displaced, from {params.case}"
        script:
            "../workflow/scripts/estimate_displacement.py"

    rule correct_case:
        input:
            label=lambda wildcards: plan.cases[wildcards.case].label,
            transform=results("correction/transform.json"),
            usable=ancient(results("stages/usable")),
        output:
            label=results("correction/{case}.nii.gz"),
            quality=results("correction/{case}.quality.json"),
        log:
            results("logs/correct_case/{case}.log"),
        benchmark:
            results("benchmarks/correct_case/{case}.tsv")
        conda:
            "../workflow/environment.yaml"
        threads: 1
        resources:
            mem_mb=memory(1000, factor=100),
            runtime=minutes(2),
        params:
            label=plan.organs[plan.settings.correction.organ],
            method=plan.settings.correction.method,
            code=code("correct_case.py"),
        message:
            "Repairing the label map of {wildcards.case}"
        script:
            "../workflow/scripts/correct_case.py"

    rule list_correction_quality:
        input:
            reference=results("correction/reference.json"),
            quality=per_case("correction/{case}.quality.json", plan.labelled),
        output:
            results("correction/quality.csv"),
        log:
            results("logs/list_correction_quality.log"),
        localrule: True
        conda:
            "../workflow/environment.yaml"
        threads: 1
        resources:
            mem_mb=memory(500),
            runtime=minutes(5),
        params:
            code=code("list_correction_quality.py"),
        message:
            "Listing how well the labels were repaired"
        script:
            "../workflow/scripts/list_correction_quality.py"


rule correction:
    input:
        per_case("correction/{case}.nii.gz", plan.labelled)
        if plan.settings.correction
        else [],
        results("correction/quality.csv") if plan.settings.correction else [],
    output:
        touch(results("stages/correction")),
    message:
        "Stage done: correction"
