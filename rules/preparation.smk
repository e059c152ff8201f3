"""Turn, resample, cut and normalize every case, once a preparation."""

from segstudy.plan.inputs.cases import picture
from segstudy.plan.specs.cases import modality


rule prepare_image:
    input:
        image=lambda w: scan(plan, w.case),
        picture=lambda w: picture(plan, w.preparation, w.case),
        usable=once_usable("prepared/{preparation}/{case}.image.b2nd"),
    output:
        image=results("prepared/{preparation}/{case}.image.b2nd"),
        grid=results("prepared/{preparation}/{case}.grid.json"),
    log:
        results("logs/prepare_image/{preparation}/{case}.log"),
    conda:
        "../workflow/environment.yaml"
    threads: 1
    resources:
        mem_mb=memory(1000, factor=20, voxel_bytes=24),
        runtime=minutes(2, factor=20),
    params:
        **modality(plan),
        spec=lambda w: plan.settings.preparations[w.preparation].spec(),
        code=code("prepare_image.py"),
    message:
        "Preparing the scan of {wildcards.case} as '{wildcards.preparation}'"
    script:
        "../workflow/scripts/prepare_image.py"


rule prepare_label:
    input:
        label=lambda w: label(plan, w.case),
        grid=results("prepared/{preparation}/{case}.grid.json"),
    output:
        label=results("prepared/{preparation}/{case}.label.b2nd"),
        outside=results("prepared/{preparation}/{case}.outside.json"),
    log:
        results("logs/prepare_label/{preparation}/{case}.log"),
    conda:
        "../workflow/environment.yaml"
    threads: 1
    resources:
        mem_mb=memory(1000, factor=100, voxel_bytes=24),
        runtime=minutes(2),
    params:
        organs=dict(plan.organs),
        code=code("prepare_label.py"),
    message:
        "Preparing the label map of {wildcards.case} as '{wildcards.preparation}'"
    script:
        "../workflow/scripts/prepare_label.py"


rule preparation:
    input:
        lambda w: [
            file
            for name in plan.prepared
            for file in plan.per_case(
                f"prepared/{name}/{{case}}.image.b2nd", plan.cases
            )
        ],
        lambda w: [
            file
            for name in plan.prepared
            for file in plan.per_case(
                f"prepared/{name}/{{case}}.label.b2nd", plan.labelled
            )
        ],
    output:
        touch(results("stages/preparation")),
    message:
        "Stage done: preparation"
