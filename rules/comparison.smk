"""Test arms against arms, over patients."""


rule compare_arms:
    input:
        results("metrics.csv"),
    output:
        **published_statistics(),
        statistics=results("statistics.csv"),
        words=results("statistics_words.json"),
    log:
        results("logs/compare_arms.log"),
    benchmark:
        results("benchmarks/compare_arms.tsv")
    conda:
        "../workflow/environment.yaml"
    threads: 1
    resources:
        mem_mb=memory(1000),
        runtime=minutes(30),
    params:
        settings=plan.settings.comparisons.model_dump(mode="json"),
        patients={name: plan.cases[name].patient for name in plan.labelled},
        arms=[arm.name for arm in plan.settings.arms],
        organs=list(plan.organs),
        seed=plan.settings.seed,
        code=code("compare_arms.py"),
    message:
        "Testing arms against arms"
    script:
        "../workflow/scripts/compare_arms.py"


rule summarize_arms:
    input:
        metrics=results("metrics.csv"),
        training=expand(
            results("trained/{training}/fold-{fold}/cost.json"),
            training=plan.trainings,
            fold=plan.fold_numbers,
        ),
        prediction=[
            results(f"inferred/{name}/{case}.cost.json")
            for name, case in plan.inferred_cases
        ],
    output:
        results("summary.csv"),
    log:
        results("logs/summarize_arms.log"),
    localrule: True
    conda:
        "../workflow/environment.yaml"
    threads: 1
    resources:
        mem_mb=memory(1000),
        runtime=minutes(5),
    params:
        patients={name: plan.cases[name].patient for name in plan.labelled},
        trainings={
            arm.name: [
                training
                for r in plan.runs.values()
                if r.arm == arm.name
                for training in plan.paid_trainings(r)
            ]
            for arm in plan.settings.arms
        },
        inferred={
            arm.name: [r.inferred for r in plan.runs.values() if r.arm == arm.name]
            for arm in plan.settings.arms
        },
        organs=list(plan.organs),
        code=code("summarize_arms.py"),
    message:
        "Summarizing every arm: metrics and cost"
    script:
        "../workflow/scripts/summarize_arms.py"


rule comparison:
    input:
        results("statistics.csv"),
        results("summary.csv"),
    output:
        touch(results("stages/comparison")),
    message:
        "Stage done: comparison"
