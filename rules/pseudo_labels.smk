"""Label what nobody drew with the network of another arm, and choose what of it is learned from."""

from segstudy.plan.inputs.pseudo_labels import (
    drawn_label,
    predicted_pseudo_label,
    seen_by_teacher,
    student_grid,
    teacher_file,
    unsure_files,
)
from segstudy.plan.modules import teaching_modules
from segstudy.plan.specs.pseudo_labels import drawn_organs, kept_spec, teacher_spec


rule predict_pseudo_label:
    input:
        weights=lambda w: teacher_file(plan, w.teacher, w.fold, "weights.safetensors"),
        model=lambda w: teacher_file(plan, w.teacher, w.fold, "model.yaml"),
        image=lambda w: seen_by_teacher(plan, w.teacher, w.case, "image.b2nd"),
        grid=lambda w: seen_by_teacher(plan, w.teacher, w.case, "grid.json"),
        scan=lambda w: scan(plan, w.case),
    output:
        labels=results("pseudo/{teacher}/fold-{fold}/{case}.nii.gz"),
        unsure=results("pseudo/{teacher}/fold-{fold}/{case}.json"),
    log:
        results("logs/predict_pseudo_label/{teacher}/fold-{fold}/{case}.log"),
    conda:
        "../workflow/environment.yaml"
    threads: lambda w: teacher_spec(plan, w.teacher).threads
    resources:
        gpu=1,
        mem_mb=memory(3000, factor=45),
        runtime=minutes(30),
    params:
        spec=lambda w: teacher_spec(plan, w.teacher).to_plain(),
        by=lambda w: plan.taught_by[w.teacher].by,
        organs=list(plan.organs),
        code=lambda w: code(
            "predict_pseudo_label.py", *teaching_modules(plan, w.teacher)
        ),
    message:
        "Labeling {wildcards.case} with {wildcards.teacher} of fold {wildcards.fold}"
    script:
        "../workflow/scripts/predict_pseudo_label.py"


rule keep_pseudo_labels:
    input:
        lambda w: unsure_files(plan, w.training, w.fold),
    output:
        kept=results("taught/{training}/fold-{fold}/kept.json"),
        table=results("taught/{training}/fold-{fold}/kept.csv"),
    log:
        results("logs/keep_pseudo_labels/{training}/fold-{fold}.log"),
    localrule: True
    conda:
        "../workflow/environment.yaml"
    threads: 1
    resources:
        mem_mb=memory(500),
        runtime=minutes(5),
    params:
        spec=lambda w: kept_spec(plan, w.training, w.fold),
        code=code("keep_pseudo_labels.py"),
    message:
        "Choosing what {wildcards.training} is taught on fold {wildcards.fold}"
    script:
        "../workflow/scripts/keep_pseudo_labels.py"


rule prepare_pseudo_label:
    input:
        predicted=lambda w: predicted_pseudo_label(plan, w.training, w.fold, w.case),
        drawn=lambda w: drawn_label(plan, w.training, w.fold, w.case),
        grid=lambda w: student_grid(plan, w.training, w.case),
    output:
        results("taught/{training}/fold-{fold}/{case}.label.b2nd"),
    log:
        results("logs/prepare_pseudo_label/{training}/fold-{fold}/{case}.log"),
    conda:
        "../workflow/environment.yaml"
    threads: 1
    resources:
        mem_mb=memory(1000, factor=100),
        runtime=minutes(2),
    params:
        organs=dict(plan.organs),
        annotated=lambda w: drawn_organs(plan, w.training, w.fold, w.case),
        code=code("prepare_pseudo_label.py"),
    message:
        "Preparing the pseudo-labels of {wildcards.case} for {wildcards.training}"
    script:
        "../workflow/scripts/prepare_pseudo_label.py"
