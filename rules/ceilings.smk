"""Measure what a network could reach that repeats the prepared label maps; no training reads it."""

from segstudy.plan.inputs.ceilings import ceiling_files, ceiling_tables
from segstudy.plan.modules import shown_modules
from segstudy.plan.specs.evaluation import ceiling_spec
from segstudy.tables.metrics import metric_modules


rule measure_ceiling:
    input:
        reference=lambda w: label(plan, w.case),
        label=results("prepared/{preparation}/{case}.label.b2nd"),
        outside=results("prepared/{preparation}/{case}.outside.json"),
        grid=results("prepared/{preparation}/{case}.grid.json"),
    output:
        results("ceilings/{preparation}/{case}.csv"),
    log:
        results("logs/measure_ceiling/{preparation}/{case}.log"),
    # before hours of training
    priority: 10
    conda:
        "../workflow/environment.yaml"
    threads: 1
    resources:
        mem_mb=memory(1500, factor=200, voxel_bytes=48),
        runtime=minutes(5),
    params:
        spec=lambda w: ceiling_spec(plan, w.preparation, w.case).to_plain(),
        code=lambda w: code(
            "measure_ceiling.py",
            *metric_modules(),
            *shown_modules(plan, w.preparation),
        ),
    message:
        "Measuring what a network could reach in {wildcards.case} as '{wildcards.preparation}'"
    script:
        "../workflow/scripts/measure_ceiling.py"


rule collect_ceilings:
    input:
        lambda w: ceiling_files(plan),
    output:
        results("ceilings.csv"),
    log:
        results("logs/collect_ceilings.log"),
    priority: 10
    localrule: True
    conda:
        "../workflow/environment.yaml"
    threads: 1
    resources:
        mem_mb=memory(500),
        runtime=minutes(5),
    params:
        unit=plan.unit,
        flat=plan.has_2d_images,
        code=code("collect_ceilings.py"),
    message:
        "Collecting what networks could reach with each preparation"
    script:
        "../workflow/scripts/collect_ceilings.py"


rule ceilings:
    input:
        ceiling_tables(plan),
    output:
        touch(results("stages/ceilings")),
    message:
        "Stage done: ceilings"
