"""SAM 2 without training: a case is predicted when the arm that it takes its prompts from has predicted it."""


rule predict_sam2_case:
    input:
        scan=scan_of,
        source=lambda w: usable(plan.source_of(w.inferred, w.case)),
        checkpoint=lambda w: checkpoint_files(sam2_params(w)["settings"]["checkpoint"]),
    output:
        labels=results("inferred/{inferred}/{case}.nii.gz"),
        cost=results("inferred/{inferred}/{case}.cost.json"),
    log:
        results("logs/predict_case/{inferred}/{case}.log"),
    benchmark:
        results("benchmarks/predict_case/{inferred}/{case}.tsv")
    wildcard_constraints:
        inferred=r"sam2_(prompted|video)\.[^/]+",
    conda:
        "../workflow/environment.yaml"
    threads: lambda wildcards: sam2_params(wildcards)["settings"]["threads"]
    resources:
        gpu=1,
        mem_mb=memory(4000, factor=60),
        runtime=minutes(60),
    params:
        told=sam2_params,
        code=code("predict_sam2_case.py"),
    message:
        "SAM 2 predicts {wildcards.case} with {wildcards.inferred}"
    script:
        "../workflow/scripts/predict_sam2_case.py"
