"""Arms that are the mean of others: their members' networks are applied anew, and no probabilities are kept on disk."""


rule predict_ensemble_case:
    input:
        scan=scan_of,
        members=ensemble_files,
    output:
        labels=results("inferred/{inferred}/{case}.nii.gz"),
        cost=results("inferred/{inferred}/{case}.cost.json"),
    log:
        results("logs/predict_case/{inferred}/{case}.log"),
    benchmark:
        results("benchmarks/predict_case/{inferred}/{case}.tsv")
    wildcard_constraints:
        inferred=r"ensemble\.[^/]+",
    conda:
        "../workflow/environment.yaml"
    threads: 2
    resources:
        gpu=1,
        mem_mb=memory(6000, factor=100),
        runtime=minutes(30),
    params:
        members=ensemble_members,
        organs=dict(plan.organs),
        code=code("predict_ensemble_case.py"),
    message:
        "Predicting {wildcards.case} with {wildcards.inferred}"
    script:
        "../workflow/scripts/predict_ensemble_case.py"
