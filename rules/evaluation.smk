"""Measure every prediction against its reference, in the case's own grid."""

from segstudy.plan.inputs.evaluation import (
    center_tables,
    evaluated_outside,
    outside_files,
    outside_tables,
    tissue_tables,
)
from segstudy.plan.inputs.uncertainty import uncertainty_maps, uncertainty_tables
from segstudy.plan.specs.arms import segmenting_arms
from segstudy.plan.specs.evaluation import evaluation_spec
from segstudy.tables.metrics import metric_modules


rule evaluate_case:
    input:
        prediction=results("predicted/{run}/{case}.nii.gz"),
        reference=lambda w: label(plan, w.case),
    output:
        results("evaluated/{run}/{case}.csv"),
    log:
        results("logs/evaluate_case/{run}/{case}.log"),
    conda:
        "../workflow/environment.yaml"
    threads: 1
    resources:
        mem_mb=memory(1000, factor=200, voxel_bytes=24),
        runtime=minutes(2),
    params:
        spec=lambda w: evaluation_spec(plan, w.run, w.case).to_plain(),
        code=code("evaluate_case.py", *metric_modules()),
    message:
        "Measuring {wildcards.case} of arm {wildcards.run}"
    script:
        "../workflow/scripts/evaluate_case.py"


rule collect_metrics:
    input:
        lambda w: expand(
            results("evaluated/{run}/{case}.csv"),
            run=plan.measured_runs,
            case=plan.measured,
        ),
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
        runs=list(plan.measured_runs),
        cases=list(plan.measured),
        arms=segmenting_arms(plan),
        organs=list(plan.organs),
        unit=plan.unit,
        code=code("collect_metrics.py"),
    message:
        "Collecting the metrics of all arms"
    script:
        "../workflow/scripts/collect_metrics.py"


rule collect_outside:
    input:
        lambda w: outside_files(plan, w.set),
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
        runs=lambda w: [list(each) for each in evaluated_outside(plan, w.set)],
        arms=segmenting_arms(plan),
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
        outside_tables(plan),
        uncertainty_tables(plan),
        center_tables(plan),
        tissue_tables(plan),
        lambda w: uncertainty_maps(plan, "labels"),
        lambda w: uncertainty_maps(plan, "mean"),
    output:
        touch(results("stages/evaluation")),
    message:
        "Stage done: evaluation"
