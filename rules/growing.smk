"""Learn from more and more patients, chosen in rounds by what the fold's last network is unsure of, or by lot."""

from segstudy.plan.inputs.growing import (
    asked_files,
    found_files,
    grown_metrics,
    grown_prediction,
    selected_before,
)
from segstudy.plan.specs.growing import (
    growing_spec,
    grown_evaluation_spec,
    selection_spec,
)
from segstudy.tables.metrics import metric_modules


rule select_patients:
    input:
        before=lambda w: selected_before(plan, w.training, w.fold),
        unsure=lambda w: asked_files(plan, w.training, w.fold),
        found=lambda w: found_files(plan, w.training, w.fold),
    output:
        results("grown/{training}/fold-{fold}/selected.json"),
    log:
        results("logs/select_patients/{training}/fold-{fold}.log"),
    localrule: True
    conda:
        "../workflow/environment.yaml"
    threads: 1
    resources:
        mem_mb=memory(500),
        runtime=minutes(5),
    params:
        spec=lambda w: selection_spec(plan, w.training, w.fold),
        code=code("select_patients.py"),
    message:
        "Choosing whom {wildcards.training} learns from on fold {wildcards.fold}"
    script:
        "../workflow/scripts/select_patients.py"


use rule evaluate_case as evaluate_grown_case with:
    input:
        prediction=lambda w: grown_prediction(plan, w.grown, w.case),
        reference=lambda w: label(plan, w.case),
    output:
        results("grown/{grown}/{case}.csv"),
    log:
        results("logs/evaluate_grown_case/{grown}/{case}.log"),
    wildcard_constraints:
        grown=one_of(plan.grown),
    params:
        spec=lambda w: grown_evaluation_spec(plan, w.grown, w.case).to_plain(),
        code=code("evaluate_case.py", *metric_modules()),
    message:
        "Measuring {wildcards.case} of {wildcards.grown}"


if plan.grown:

    rule compare_growth:
        input:
            grown_metrics(plan),
        output:
            results("growing.csv"),
        log:
            results("logs/compare_growth.log"),
        benchmark:
            results("benchmarks/compare_growth.tsv")
        localrule: True
        conda:
            "../workflow/environment.yaml"
        threads: 1
        resources:
            mem_mb=memory(1000),
            runtime=minutes(5),
        params:
            spec=growing_spec(plan).to_plain(),
            code=code("compare_growth.py"),
        message:
            "Comparing strategies of whom to draw next"
        script:
            "../workflow/scripts/compare_growth.py"
