"""Clean the predictions of arms that ask for it; the others' are the network's own."""

from segstudy.plan.inputs.prediction import predictions, raw_prediction
from segstudy.plan.specs.arms import recorded_arms
from segstudy.plan.specs.evaluation import postprocessing_spec


rule postprocess_case:
    input:
        lambda w: raw_prediction(plan, w.run, w.case),
    output:
        results("predicted/{run}/{case}.nii.gz"),
    log:
        results("logs/postprocess_case/{run}/{case}.log"),
    wildcard_constraints:
        run=one_of(sorted(set(plan.runs) - {*plan.sources, *plan.made_elsewhere})),
    conda:
        "../workflow/environment.yaml"
    threads: 1
    resources:
        mem_mb=memory(1000, factor=200),
        runtime=minutes(2),
    params:
        spec=lambda w: postprocessing_spec(plan, w.run),
        organs=dict(plan.organs),
        code=code("postprocess_case.py"),
    message:
        "Finishing the prediction of {wildcards.case} for arm {wildcards.run}"
    script:
        "../workflow/scripts/postprocess_case.py"


# A rule of its own, because others wait for it: in a group of jobs with those, the group would wait for itself.
use rule postprocess_case as postprocess_source_case with:
    wildcard_constraints:
        run=one_of(sorted(set(plan.sources) - {*plan.made_elsewhere})),


rule record_arms:
    output:
        results("arms.json"),
    log:
        results("logs/record_arms.log"),
    localrule: True
    conda:
        "../workflow/environment.yaml"
    threads: 1
    resources:
        mem_mb=memory(500),
        runtime=minutes(5),
    params:
        arms=recorded_arms(plan),
        code=code("record_arms.py"),
    message:
        "Writing down what it takes to use the arms on new scans"
    script:
        "../workflow/scripts/record_arms.py"


rule postprocessing:
    input:
        results("arms.json"),
        lambda w: predictions(plan),
    output:
        touch(results("stages/postprocessing")),
    message:
        "Stage done: postprocessing"
