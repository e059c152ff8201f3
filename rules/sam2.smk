"""SAM 2 without training: a case is predicted when the arm that it takes its prompts from has predicted it."""

from segstudy.plan.inputs.prediction import sam2_checkpoint, source
from segstudy.plan.specs.prediction import sam2_spec


rule predict_sam2_case:
    input:
        scan=lambda w: scan(plan, w.case),
        source=lambda w: source(plan, w.inferred, w.case),
        checkpoint=lambda w: sam2_checkpoint(plan, w.inferred),
    output:
        labels=results("inferred/{inferred}/{case}.nii.gz"),
        cost=results("inferred/{inferred}/{case}.cost.json"),
    log:
        results("logs/predict_case/{inferred}/{case}.log"),
    wildcard_constraints:
        inferred=r"sam2_(prompted|video)\.[^/]+",
    conda:
        "../workflow/environment.yaml"
    threads: lambda w: sam2_spec(plan, w.inferred).settings.threads
    resources:
        gpu=1,
        mem_mb=memory(4000, factor=60),
        runtime=minutes(60),
    params:
        spec=lambda w: sam2_spec(plan, w.inferred).to_plain(),
        code=code("predict_sam2_case.py"),
    message:
        "SAM 2 predicts {wildcards.case} with {wildcards.inferred}"
    script:
        "../workflow/scripts/predict_sam2_case.py"
