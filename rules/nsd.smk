"""Measure the normalized surface distance at several tolerances, where the study asks for it."""

from segstudy.plan.inputs.evaluation import nsd_tables
from segstudy.plan.specs.comparison import description_spec
from segstudy.plan.specs.evaluation import nsd_spec


rule measure_nsd:
    input:
        predictions=lambda w: [
            results(f"predicted/{w.run}/{case}.nii.gz") for case in plan.measured
        ],
        references=lambda w: [label(plan, case) for case in plan.measured],
    output:
        results("nsd/{run}.csv"),
    log:
        results("logs/measure_nsd/{run}.log"),
    benchmark:
        results("benchmarks/measure_nsd/{run}.tsv")
    conda:
        "../workflow/environment.yaml"
    threads: 1
    resources:
        mem_mb=memory(2000),
        runtime=minutes(5, factor=20),
    params:
        spec=lambda w: nsd_spec(plan, w.run).to_plain(),
        code=code("measure_nsd.py"),
    message:
        "Measuring NSD of arm {wildcards.run} at several tolerances"
    script:
        "../workflow/scripts/measure_nsd.py"


rule describe_nsd:
    input:
        nsd_tables(plan),
    output:
        results("nsd.csv"),
    log:
        results("logs/describe_nsd.log"),
    benchmark:
        results("benchmarks/describe_nsd.tsv")
    localrule: True
    conda:
        "../workflow/environment.yaml"
    threads: 1
    resources:
        mem_mb=memory(1000),
        runtime=minutes(5),
    params:
        spec=description_spec(plan).to_plain(),
        code=code("describe_nsd.py"),
    message:
        "Describing NSD at several tolerances"
    script:
        "../workflow/scripts/describe_nsd.py"
