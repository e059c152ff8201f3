"""Fit every network on every fold."""

from segstudy.plan.inputs.training import (
    search_answer,
    start_files,
    trained_files,
    training_caches,
)
from segstudy.plan.inputs.growing import selected_file
from segstudy.plan.inputs.pseudo_labels import (
    kept_file,
    taught_caches,
    taught_scans,
)
from segstudy.plan.modules import trained_modules
from segstudy.plan.specs.training import training_spec
from segstudy.plan.starts import start_file


rule train:
    input:
        images=lambda w: training_caches(plan, w.training, int(w.fold), "image")
        + taught_scans(plan, w.training, int(w.fold)),
        labels=lambda w: training_caches(plan, w.training, int(w.fold), "label"),
        tuned=lambda w: search_answer(plan, w.training, int(w.fold)),
        checkpoint=lambda w: start_files(plan, w.training),
        selected=lambda w: selected_file(plan, w.training, int(w.fold)),
        kept=lambda w: kept_file(plan, w.training, int(w.fold)),
        taught=lambda w: taught_caches(plan, w.training, int(w.fold)),
        start=lambda w: start_file(plan, w.training, int(w.fold)),
    output:
        weights=results("trained/{training}/fold-{fold}/weights.safetensors"),
        model=results("trained/{training}/fold-{fold}/model.yaml"),
        history=results("trained/{training}/fold-{fold}/history.csv"),
        cost=results("trained/{training}/fold-{fold}/cost.json"),
    log:
        results("logs/train/{training}/fold-{fold}.log"),
    benchmark:
        results("benchmarks/train/{training}/fold-{fold}.tsv")
    wildcard_constraints:
        training=r"(?!nnunet\.)[^/]+",
    conda:
        "../workflow/environment.yaml"
    threads: lambda w: plan.own_trainings[w.training].settings.threads
    resources:
        gpu=1,
        # what a GPU bears, a profile says
        trainings_per_gpu=1,
        mem_mb=memory(4000, factor=4),
        runtime=minutes(240, factor=240),
    params:
        spec=lambda w: training_spec(plan, w.training, int(w.fold)).to_plain(),
        state=results("state/{training}/fold-{fold}"),
        code=lambda w: code("train.py", *trained_modules(plan, w.training)),
    message:
        "Training {wildcards.training} on fold {wildcards.fold}"
    script:
        "../workflow/scripts/train.py"


rule training:
    input:
        trained_files(plan, "weights.safetensors"),
    output:
        touch(results("stages/training")),
    message:
        "Stage done: training"
