"""Arms that are the mean of others: their members' networks are applied anew, and no probabilities are kept on disk."""

from segstudy.plan.inputs.ensembles import member_files
from segstudy.plan.modules import averaged_modules
from segstudy.plan.specs.prediction import ensemble_spec, ensemble_threads


rule predict_ensemble_case:
    input:
        scan=lambda w: scan(plan, w.case),
        members=lambda w: member_files(plan, w.inferred, w.case),
    output:
        labels=results("inferred/{inferred}/{case}.nii.gz"),
        cost=results("inferred/{inferred}/{case}.cost.json"),
    log:
        results("logs/predict_case/{inferred}/{case}.log"),
    wildcard_constraints:
        inferred=r"ensemble\.[^/]+",
    conda:
        "../workflow/environment.yaml"
    threads: lambda w: ensemble_threads(plan, w.inferred)
    resources:
        gpu=1,
        mem_mb=memory(6000, factor=100),
        runtime=minutes(30),
    params:
        spec=lambda w: ensemble_spec(plan, w.inferred, w.case).to_plain(),
        code=lambda w: code(
            "predict_ensemble_case.py", *averaged_modules(plan, w.inferred)
        ),
    message:
        "Predicting {wildcards.case} with {wildcards.inferred}"
    script:
        "../workflow/scripts/predict_ensemble_case.py"
