"""Find out whether every case can be used, before anything else is done with one."""

from segstudy.plan.inputs.cases import (
    inspected_files,
    readable_originals,
    unjoined_label,
)
from segstudy.plan.specs.cases import (
    excluded_cases,
    fold_parts,
    folds,
    inspection_spec,
    joined_spec,
)

if plan.phantom_reference:

    rule make_phantom:
        output:
            image=results("phantom/{case}/{case}.nii.gz"),
            label=results("phantom/{case}/GT.nii.gz"),
            truth=results("phantom_truth/{case}.nii.gz"),
        log:
            results("logs/make_phantom/{case}.log"),
        conda:
            "../workflow/environment.yaml"
        threads: 1
        resources:
            mem_mb=memory(1000),
            runtime=minutes(2),
        params:
            spec=plan.settings.data.phantom.spec(),
            seed=plan.settings.seed,
            code=code("make_phantom.py"),
        message:
            "Making the phantom scan of {wildcards.case}"
        script:
            "../workflow/scripts/make_phantom.py"

    rule make_phantom_reference:
        input:
            truth=results(f"phantom_truth/{plan.phantom_reference}.nii.gz"),
        output:
            label=results(f"phantom/{plan.phantom_reference}/GT2.nii.gz"),
        log:
            results("logs/make_phantom_reference.log"),
        localrule: True
        conda:
            "../workflow/environment.yaml"
        threads: 1
        resources:
            mem_mb=memory(500),
            runtime=minutes(5),
        message:
            "Giving the phantom's reference patient its correct label map"
        script:
            "../workflow/scripts/copy_label.py"


if not (plan.has_2d_images or plan.is_dicom):

    rule inspect_case:
        input:
            unpack(lambda w: inspected_files(plan, w.case)),
        output:
            results("cases/{case}.json"),
        log:
            results("logs/inspect_case/{case}.log"),
        conda:
            "../workflow/environment.yaml"
        threads: 1
        resources:
            mem_mb=memory(1000, factor=20, voxel_bytes=24),
            runtime=minutes(2),
        params:
            case=lambda w: inspection_spec(plan, w.case),
            organs=lambda w: dict(plan.data_of(w.case).organs),
            ignore=lambda w: list(plan.data_of(w.case).ignore),
            code=code("inspect_case.py"),
        message:
            "Checking the files of {wildcards.case}"
        script:
            "../workflow/scripts/inspect_case.py"


if plan.joins:

    rule join_labels:
        input:
            label=lambda w: unjoined_label(plan, w.case),
        output:
            results("joined/{case}.nii.gz"),
        log:
            results("logs/join_labels/{case}.log"),
        conda:
            "../workflow/environment.yaml"
        threads: 1
        resources:
            mem_mb=memory(1000, factor=200, voxel_bytes=48),
            runtime=minutes(2),
        params:
            labels=lambda w: joined_spec(plan, w.case),
            code=code("join_labels.py"),
        message:
            "Giving each organ of {wildcards.case} one integer"
        script:
            "../workflow/scripts/join_labels.py"


rule judge_cases:
    input:
        lambda w: plan.per_case("cases/{case}.json", plan.cases),
    output:
        table=results("cases.csv"),
        warnings=results("case_warnings.csv"),
        errors=results("cases/validation_errors.txt"),
    log:
        results("logs/judge_cases.log"),
    benchmark:
        results("benchmarks/judge_cases.tsv")
    localrule: True
    conda:
        "../workflow/environment.yaml"
    threads: 1
    resources:
        mem_mb=memory(1000),
        runtime=minutes(5),
    params:
        excluded=lambda w: excluded_cases(plan),
        cases=lambda w: list(plan.cases),
        organs=dict(plan.organs),
        parts=lambda w: fold_parts(plan),
        chooses=bool(plan.own_trainings),
        code=code("judge_cases.py"),
    message:
        "Listing the cases and what is wrong with them"
    script:
        "../workflow/scripts/judge_cases.py"


if versioned:

    rule check_data_versions:
        input:
            records=versioned,
            files=lambda w: [
                file for case in plan.cases for file in readable_originals(plan, case)
            ],
        output:
            results("data_versions.json"),
        log:
            results("logs/check_data_versions.log"),
        benchmark:
            results("benchmarks/check_data_versions.tsv")
        # changed data stay changed, whatever a profile says
        retries: 0
        conda:
            "../workflow/environment.yaml"
        threads: 1
        resources:
            mem_mb=memory(500),
            runtime=minutes(5, factor=2),
        params:
            cases=list(plan.cases),
            code=code("check_data_versions.py"),
        message:
            "Checking that the data are the ones DVC recorded"
        script:
            "../workflow/scripts/check_data_versions.py"


rule stop_on_bad_cases:
    input:
        results("cases/validation_errors.txt"),
        versions=results("data_versions.json") if versioned else [],
    output:
        touch(results("stages/usable")),
    log:
        results("logs/stop_on_bad_cases.log"),
    # bad cases stay bad, whatever a profile says
    retries: 0
    localrule: True
    conda:
        "../workflow/environment.yaml"
    threads: 1
    resources:
        mem_mb=memory(500),
        runtime=minutes(5),
    params:
        code=code("stop_on_bad_cases.py"),
    message:
        "Stopping here if any case is bad"
    script:
        "../workflow/scripts/stop_on_bad_cases.py"


rule list_folds:
    output:
        results("folds.csv"),
    log:
        results("logs/list_folds.log"),
    localrule: True
    conda:
        "../workflow/environment.yaml"
    threads: 1
    resources:
        mem_mb=memory(500),
        runtime=minutes(5),
    params:
        folds=lambda w: folds(plan),
        code=code("list_folds.py"),
    message:
        "Writing down which case is held out in which fold"
    script:
        "../workflow/scripts/list_folds.py"


rule cases:
    input:
        results("stages/usable"),
        results("cases.csv"),
        results("folds.csv"),
    output:
        touch(results("stages/cases")),
    message:
        "Stage done: cases"
