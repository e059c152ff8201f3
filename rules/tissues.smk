"""Measure how much of a tissue lies within predicted organs, where the study asks for it."""

from segstudy.plan.specs.evaluation import tissue_spec


rule measure_tissues:
    input:
        predictions=lambda w: [
            results(f"predicted/{w.run}/{case}.nii.gz") for case in plan.measured
        ],
        references=lambda w: [label(plan, case) for case in plan.measured],
        scans=lambda w: [scan(plan, case) for case in plan.measured],
    output:
        results("tissues/{run}.csv"),
    log:
        results("logs/measure_tissues/{run}.log"),
    benchmark:
        results("benchmarks/measure_tissues/{run}.tsv")
    conda:
        "../workflow/environment.yaml"
    threads: 1
    resources:
        mem_mb=memory(3000),
        runtime=minutes(5, factor=20),
    params:
        spec=lambda w: tissue_spec(plan, w.run).to_plain(),
        code=code("measure_tissues.py"),
    message:
        "Measuring tissues within the organs of arm {wildcards.run}"
    script:
        "../workflow/scripts/measure_tissues.py"
