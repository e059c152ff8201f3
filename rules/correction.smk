"""Find labels that are wrong; and, from the case that has both maps, undo the displacement of one organ's."""

from segstudy.plan.inputs.cases import original_label
from segstudy.plan.modules import (
    applied_correction_modules,
    compared_correction_modules,
)

if plan.repairs:

    rule estimate_displacement:
        input:
            displaced=original_label(plan, plan.reference_pair.case),
            correct=plan.reference_label,
            comparison=(
                results("correction/methods.json")
                if plan.settings.correction.method == "best"
                else []
            ),
            usable=once_usable("correction/transform.json"),
        output:
            results("correction/transform.json"),
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
            case=plan.reference_pair.case,
            method=plan.settings.correction.method,
            estimator=next(iter(applied_correction_modules(plan)), None),
            space=plan.settings.correction.space,
            code=code("estimate_displacement.py", *applied_correction_modules(plan)),
        message:
            "Estimating how the labels of {params.organ} were displaced, from {params.case}"
        script:
            "../workflow/scripts/estimate_displacement.py"

    rule compare_corrections:
        input:
            displaced=original_label(plan, plan.reference_pair.case),
            correct=plan.reference_label,
            labels=lambda w: [original_label(plan, case) for case in plan.with_truth],
            truths=lambda w: [plan.truth(case) for case in plan.with_truth],
            usable=once_usable("correction/methods.json"),
        output:
            results("correction/methods.json"),
        log:
            results("logs/compare_corrections.log"),
        benchmark:
            results("benchmarks/compare_corrections.tsv")
        conda:
            "../workflow/environment.yaml"
        threads: 1
        resources:
            mem_mb=memory(2000, factor=100),
            runtime=minutes(30),
        params:
            organ=plan.settings.correction.organ,
            label=plan.organs[plan.settings.correction.organ],
            case=plan.reference_pair.case,
            estimators=plan.compared_methods,
            preferred=plan.preferred_methods,
            space=plan.settings.correction.space,
            others=plan.with_truth,
            code=code("compare_corrections.py", *compared_correction_modules(plan)),
        message:
            "Comparing ways to repair the labels of {params.organ}"
        script:
            "../workflow/scripts/compare_corrections.py"

    rule correct_case:
        input:
            image=lambda w: (
                scan(plan, w.case)
                if plan.settings.correction.cases == "displaced"
                else []
            ),
            label=lambda w: original_label(plan, w.case),
            transform=results("correction/transform.json"),
            usable=once_usable("correction/{case}.nii.gz"),
        output:
            label=results("correction/{case}.nii.gz"),
            quality=results("correction/{case}.quality.json"),
        log:
            results("logs/correct_case/{case}.log"),
        conda:
            "../workflow/environment.yaml"
        threads: 1
        resources:
            mem_mb=memory(1500, factor=20),
            runtime=minutes(10),
        params:
            organ=plan.settings.correction.organ,
            label=plan.organs[plan.settings.correction.organ],
            code=code("correct_case.py"),
        message:
            "Repairing the label map of {wildcards.case}"
        script:
            "../workflow/scripts/correct_case.py"

    rule list_correction_quality:
        input:
            comparison=results("correction/methods.json"),
            quality=lambda w: plan.per_case(
                "correction/{case}.quality.json", plan.labelled
            ),
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
            cases=list(plan.labelled),
            code=code("list_correction_quality.py"),
        message:
            "Listing how well the labels were repaired"
        script:
            "../workflow/scripts/list_correction_quality.py"


rule measure_labels:
    input:
        image=lambda w: scan(plan, w.case),
        label=lambda w: label(plan, w.case),
        usable=once_usable("correction/measured/{case}.json"),
    output:
        results("correction/measured/{case}.json"),
    log:
        results("logs/measure_labels/{case}.log"),
    conda:
        "../workflow/environment.yaml"
    threads: 1
    resources:
        mem_mb=memory(1500, factor=20),
        runtime=minutes(10),
    params:
        organs=dict(plan.organs),
        annotated=lambda w: plan.annotated(w.case),
        code=code("measure_labels.py"),
    message:
        "Measuring the labels of {wildcards.case} in its scan"
    script:
        "../workflow/scripts/measure_labels.py"


rule judge_labels:
    input:
        lambda w: plan.per_case("correction/measured/{case}.json", plan.judged),
    output:
        results("correction/findings.csv"),
    log:
        results("logs/judge_labels.log"),
    localrule: True
    conda:
        "../workflow/environment.yaml"
    threads: 1
    resources:
        mem_mb=memory(1000),
        runtime=minutes(5),
    params:
        cases=plan.judged,
        organs=list(plan.organs),
        code=code("judge_labels.py"),
    message:
        "Looking for labels that do not fit their scans or each other"
    script:
        "../workflow/scripts/judge_labels.py"


rule correction:
    input:
        lambda w: (
            plan.per_case("correction/{case}.nii.gz", plan.labelled)
            if plan.repairs
            else []
        ),
        results("correction/quality.csv") if plan.repairs else [],
        results("correction/findings.csv"),
    output:
        touch(results("stages/correction")),
    message:
        "Stage done: correction"
