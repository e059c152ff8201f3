"""Measure how much of a tissue lies within predicted organs, where the study asks for it."""


rule measure_tissues:
    input:
        predictions=[
            results(f"predicted/{{run}}/{case}.nii.gz") for case in plan.labelled
        ],
        references=[usable(plan.label(case)) for case in plan.labelled],
        scans=[usable(plan.cases[case].image) for case in plan.labelled],
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
        told=tissue_params,
        code=code("measure_tissues.py"),
    message:
        "Measuring tissues within the organs of arm {wildcards.run}"
    script:
        "../workflow/scripts/measure_tissues.py"
