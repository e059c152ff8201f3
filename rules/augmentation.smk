"""Extra training samples of every case; each training reads those of its own training part only."""

from segstudy.plan.modules import copied_modules


rule augment_case:
    input:
        image=results("prepared/{preparation}/{case}.image.b2nd"),
        label=results("prepared/{preparation}/{case}.label.b2nd"),
    output:
        image=results("augmented/{preparation}/{augmentation}/{case}.image.b2nd"),
        label=results("augmented/{preparation}/{augmentation}/{case}.label.b2nd"),
    log:
        results("logs/augment_case/{preparation}/{augmentation}/{case}.log"),
    conda:
        "../workflow/environment.yaml"
    threads: 1
    # whatever the input: on a cluster this job is submitted in one group with those that make it
    resources:
        mem_mb=memory(2000),
        runtime=minutes(3),
    params:
        spec=lambda w: plan.augmentation(w.augmentation).spec(),
        seed=plan.settings.seed,
        code=lambda w: code("augment_case.py", *copied_modules(plan, w.augmentation)),
    message:
        "Making augmented slices ('{wildcards.augmentation}') of {wildcards.case}"
    script:
        "../workflow/scripts/augment_case.py"


rule augmentation:
    input:
        lambda w: [
            file
            for preparation, augmentation in plan.augmented
            for kind in ("image", "label")
            for file in plan.per_case(
                f"augmented/{preparation}/{augmentation}/{{case}}.{kind}.b2nd",
                plan.labelled,
            )
        ],
    output:
        touch(results("stages/augmentation")),
    message:
        "Stage done: augmentation"
