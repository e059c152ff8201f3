"""How far off the centers are that arms lay for the views of others."""

from segstudy.plan.inputs.evaluation import center_files
from segstudy.plan.specs.evaluation import measured_center_params


rule measure_centers:
    input:
        source=results("predicted/{run}/{case}.nii.gz"),
        reference=lambda w: label(plan, w.case),
    output:
        results("centers/{run}/{case}.json"),
    log:
        results("logs/measure_centers/{run}/{case}.log"),
    conda:
        "../workflow/environment.yaml"
    threads: 1
    resources:
        mem_mb=memory(1000, factor=200),
        runtime=minutes(2),
    params:
        organs=dict(plan.organs),
        code=code("measure_centers.py"),
    message:
        "Measuring the centers that {wildcards.run} finds in {wildcards.case}"
    script:
        "../workflow/scripts/measure_centers.py"


rule collect_centers:
    input:
        lambda w: center_files(plan),
    output:
        results("centers.csv"),
    log:
        results("logs/collect_centers.log"),
    benchmark:
        results("benchmarks/collect_centers.tsv")
    localrule: True
    conda:
        "../workflow/environment.yaml"
    threads: 1
    resources:
        mem_mb=memory(500),
        runtime=minutes(5),
    params:
        measured=measured_center_params(plan),
        unit=plan.unit,
        code=code("collect_centers.py"),
    message:
        "Collecting how far off centers are"
    script:
        "../workflow/scripts/collect_centers.py"
