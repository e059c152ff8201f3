"""Measure every prediction against its reference, in the case's own grid."""


rule evaluate_case:
    input:
        prediction=results("predicted/{run}/{case}.nii.gz"),
        reference=label_of,
    output:
        results("evaluated/{run}/{case}.csv"),
    log:
        results("logs/evaluate_case/{run}/{case}.log"),
    benchmark:
        results("benchmarks/evaluate_case/{run}/{case}.tsv")
    conda:
        "../workflow/environment.yaml"
    threads: 1
    resources:
        mem_mb=memory(1000, factor=200),
        runtime=minutes(2),
    params:
        told=evaluation_params,
        organs=dict(plan.organs),
        code=code("evaluate_case.py"),
    message:
        "Measuring {wildcards.case} of arm {wildcards.run}"
    script:
        "../workflow/scripts/evaluate_case.py"


rule collect_metrics:
    input:
        expand(results("evaluated/{run}/{case}.csv"), run=plan.runs, case=plan.labelled),
    output:
        results("metrics.csv"),
    log:
        results("logs/collect_metrics.log"),
    localrule: True
    conda:
        "../workflow/environment.yaml"
    threads: 1
    resources:
        mem_mb=memory(500),
        runtime=minutes(5),
    params:
        runs=list(plan.runs),
        cases=list(plan.labelled),
        arms=[arm.name for arm in plan.settings.arms],
        organs=list(plan.organs),
        unit=plan.unit,
        code=code("collect_metrics.py"),
    message:
        "Collecting the metrics of all arms"
    script:
        "../workflow/scripts/collect_metrics.py"


rule collect_outside:
    input:
        lambda wildcards: [
            results(f"evaluated/{run}/{case}.csv")
            for run, case in evaluated_outside(wildcards.set)
        ],
    output:
        results("evaluated_on/{set}.csv"),
    log:
        results("logs/collect_outside/{set}.log"),
    localrule: True
    conda:
        "../workflow/environment.yaml"
    threads: 1
    resources:
        mem_mb=memory(500),
        runtime=minutes(5),
    params:
        runs=lambda wildcards: [list(each) for each in evaluated_outside(wildcards.set)],
        arms=[arm.name for arm in plan.settings.arms],
        organs=list(plan.organs),
        unit=plan.unit,
        code=code("collect_metrics.py"),
    message:
        "Collecting the metrics of all arms on {wildcards.set}"
    script:
        "../workflow/scripts/collect_metrics.py"


rule evaluation:
    input:
        results("metrics.csv"),
        outside_tables(),
        uncertainty_tables(),
        center_tables(),
        tissue_tables(),
        [file for name in ("labels", "mean") for file in uncertainty_maps(name)],
    output:
        touch(results("stages/evaluation")),
    message:
        "Stage done: evaluation"
