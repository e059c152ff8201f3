"""Publish a finished study to MLflow; asked for by name, and no part of `all`."""


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
        expand(
            results("trained/{training}/fold-{fold}/{file}"),
            training=plan.trainings,
            fold=plan.fold_numbers,
            file=["weights.safetensors", "model.yaml", "history.csv", "cost.json"],
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
        arms=[
            {key: value for key, value in arm.model_dump(mode="json").items() if value}
            for arm in plan.settings.arms
        ],
        trainings=list(plan.trainings),
        folds=list(plan.fold_numbers),
        code=code("publish_runs.py"),
    message:
        "Publishing trainings, arms and the report to MLflow"
    script:
        "../workflow/scripts/publish_runs.py"
