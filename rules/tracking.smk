"""Publish a finished study to MLflow; asked for by name, and no part of `all`."""

from segstudy.plan.inputs.training import trained_files
from segstudy.plan.specs.arms import arm_specs


rule publish_runs:
    input:
        [
            results(f"{name}")
            for name in (
                "report.html",
                "summary.csv",
                "statistics.csv",
                "metrics.csv",
                "provenance.json",
            )
        ],
        trained_files(
            plan, "weights.safetensors", "model.yaml", "history.csv", "cost.json"
        ),
    output:
        touch(results("stages/tracking")),
    log:
        results("logs/publish_runs.log"),
    benchmark:
        results("benchmarks/publish_runs.tsv")
    localrule: True
    conda:
        "../workflow/environment.yaml"
    threads: 1
    resources:
        mem_mb=memory(1000),
        runtime=minutes(30),
    params:
        study=plan.settings.study,
        arms=arm_specs(plan),
        trainings=list(plan.trainings),
        folds=list(plan.fold_numbers),
        code=code("publish_runs.py"),
    message:
        "Publishing trainings, arms and the report to MLflow"
    script:
        "../workflow/scripts/publish_runs.py"
