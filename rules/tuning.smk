"""Search for hyper-parameters: trials are jobs, each learns from those of earlier rounds, and the best one answers."""


rule run_trial:
    input:
        images=trial_caches("image"),
        labels=trial_caches("label"),
        earlier=earlier_trials,
    output:
        results("tuned/{part}/trials/{trial}.json"),
    log:
        results("logs/run_trial/{part}/{trial}.log"),
    benchmark:
        results("benchmarks/run_trial/{part}/{trial}.tsv")
    conda:
        "../workflow/environment.yaml"
    threads: lambda wildcards: trial_params(wildcards)["settings"]["threads"]
    resources:
        gpu=1,
        mem_mb=memory(4000, factor=4),
        runtime=minutes(240, factor=240),
    params:
        trial=trial_params,
        state=lambda wildcards: results(
            f"state/tuned/{wildcards.part}/trial-{wildcards.trial}"
        ),
        code=trial_code,
    message:
        "Trial {wildcards.trial} of {wildcards.part}"
    script:
        "../workflow/scripts/run_trial.py"


rule choose_best:
    input:
        lambda wildcards: [
            results(f"tuned/{path}")
            for path in plan.search_parts[wildcards.part].trials
        ],
    output:
        best=results("tuned/{part}/best.yaml"),
        trials=results("tuned/{part}/trials.csv"),
        importance=results("tuned/{part}/importance.csv"),
        journal=results("tuned/{part}/study.journal"),
    log:
        results("logs/choose_best/{part}.log"),
    benchmark:
        results("benchmarks/choose_best/{part}.tsv")
    localrule: True
    conda:
        "../workflow/environment.yaml"
    threads: 1
    resources:
        mem_mb=memory(1000),
        runtime=minutes(5),
    params:
        search=lambda wildcards: plan.search_parts[wildcards.part].search,
        fold=lambda wildcards: plan.search_parts[wildcards.part].fold,
        scope=lambda wildcards: plan.search_parts[wildcards.part].scope,
        trials=lambda wildcards: plan.search_parts[wildcards.part].settings.trials,
        code=code("choose_best.py"),
    message:
        "Choosing the best of {params.trials} trials of {wildcards.part}"
    script:
        "../workflow/scripts/choose_best.py"


rule tuning:
    input:
        [
            results(f"tuned/{path}/{name}")
            for path in plan.search_parts
            for name in ("best.yaml", "trials.csv", "importance.csv")
        ],
    output:
        touch(results("stages/tuning")),
    message:
        "Stage done: tuning"
