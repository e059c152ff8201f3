"""Search for hyper-parameters: trials are jobs, each learns from those of earlier rounds, and the best one answers."""

from segstudy.plan.inputs.tuning import (
    earlier_trials,
    search_files,
    trial_caches,
    trials,
)
from segstudy.plan.modules import tried_modules
from segstudy.plan.specs.training import search_spec, trial_spec


rule run_trial:
    input:
        images=lambda w: trial_caches(plan, w.part, "image"),
        labels=lambda w: trial_caches(plan, w.part, "label"),
        earlier=lambda w: earlier_trials(plan, w.part, int(w.trial)),
    output:
        results("tuned/{part}/trials/{trial}.json"),
    log:
        results("logs/run_trial/{part}/{trial}.log"),
    benchmark:
        results("benchmarks/run_trial/{part}/{trial}.tsv")
    conda:
        "../workflow/environment.yaml"
    threads: lambda w: trial_spec(plan, w.part).settings.threads
    resources:
        gpu=1,
        # what a GPU bears, a profile says
        trainings_per_gpu=1,
        mem_mb=memory(4000, factor=4),
        runtime=minutes(240, factor=240),
    params:
        spec=lambda w: trial_spec(plan, w.part).to_plain(),
        search=lambda w: search_spec(plan, w.part, int(w.trial)).to_plain(),
        state=results("state/tuned/{part}/trial-{trial}"),
        code=lambda w: code("run_trial.py", *tried_modules(plan, w.part)),
    message:
        "Trial {wildcards.trial} of {wildcards.part}"
    script:
        "../workflow/scripts/run_trial.py"


rule choose_best:
    input:
        lambda w: trials(plan, w.part),
    output:
        best=results("tuned/{part}/best.yaml"),
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
        search=lambda w: plan.search_parts[w.part].search,
        fold=lambda w: plan.search_parts[w.part].fold,
        scope=lambda w: plan.search_parts[w.part].scope,
        trials=lambda w: plan.search_parts[w.part].settings.trials,
        code=code("choose_best.py"),
    message:
        "Choosing the best of {params.trials} trials of {wildcards.part}"
    script:
        "../workflow/scripts/choose_best.py"


rule list_trials:
    input:
        lambda w: trials(plan, w.part),
    output:
        trials=results("tuned/{part}/trials.csv"),
        importance=results("tuned/{part}/importance.csv"),
    log:
        results("logs/list_trials/{part}.log"),
    benchmark:
        results("benchmarks/list_trials/{part}.tsv")
    localrule: True
    conda:
        "../workflow/environment.yaml"
    threads: 1
    resources:
        mem_mb=memory(1000),
        runtime=minutes(5),
    params:
        code=code("list_trials.py"),
    message:
        "Listing the trials of {wildcards.part}"
    script:
        "../workflow/scripts/list_trials.py"


rule tuning:
    input:
        search_files(plan),
    output:
        touch(results("stages/tuning")),
    message:
        "Stage done: tuning"
