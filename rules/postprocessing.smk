"""Clean the predictions of arms that ask for it; the others' are the network's own."""


rule postprocess_case:
    input:
        raw_prediction,
    output:
        results("predicted/{run}/{case}.nii.gz"),
    log:
        results("logs/postprocess_case/{run}/{case}.log"),
    benchmark:
        results("benchmarks/postprocess_case/{run}/{case}.tsv")
    wildcard_constraints:
        run=one_of(run for run in plan.runs if run not in plan.sources),
    conda:
        "../workflow/environment.yaml"
    threads: 1
    resources:
        mem_mb=memory(1000, factor=200),
        runtime=minutes(2),
    params:
        settings=postprocessing_params,
        organs=dict(plan.organs),
        code=code("postprocess_case.py"),
    message:
        "Finishing the prediction of {wildcards.case} for arm {wildcards.run}"
    script:
        "../workflow/scripts/postprocess_case.py"


# A rule of its own, because others wait for it: in a group of jobs with those, the group would wait for itself.
use rule postprocess_case as postprocess_source_case with:
    wildcard_constraints:
        run=one_of(plan.sources),


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
        arms=recorded_arms(),
        code=code("record_arms.py"),
    message:
        "Writing down what it takes to use the arms on new scans"
    script:
        "../workflow/scripts/record_arms.py"


rule postprocessing:
    input:
        results("arms.json"),
        [
            results(f"predicted/{run}/{case}.nii.gz")
            for run in plan.runs
            for case in plan.cases_of(run)
        ],
    output:
        touch(results("stages/postprocessing")),
    message:
        "Stage done: postprocessing"
