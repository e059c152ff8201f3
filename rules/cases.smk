"""Find out whether every case can be used, before anything else is done with one."""

from segstudy.cases.data_versions import record_files

# Data under DVC, by the `.dvc` files beside them.
versioned = record_files(
    file for case in plan.cases.values() for file in handed_out(case)
)

if plan.phantom_reference:

    rule make_phantom:
        output:
            image=results("phantom/{case}/{case}.nii.gz"),
            label=results("phantom/{case}/GT.nii.gz"),
            truth=results("phantom_truth/{case}.nii.gz"),
        log:
            results("logs/make_phantom/{case}.log"),
        benchmark:
            results("benchmarks/make_phantom/{case}.tsv")
        conda:
            "../workflow/environment.yaml"
        threads: 1
        resources:
            mem_mb=memory(1000),
            runtime=minutes(2),
        params:
            settings=plan.settings.data.phantom.model_dump(mode="json"),
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
        message:
            "Giving the phantom's reference patient its correct label map"
        script:
            "../workflow/scripts/copy_label.py"


if not plan.pictures:

    rule inspect_case:
        input:
            unpack(case_files),
        output:
            results("cases/{case}.json"),
        log:
            results("logs/inspect_case/{case}.log"),
        benchmark:
            results("benchmarks/inspect_case/{case}.tsv")
        conda:
            "../workflow/environment.yaml"
        threads: 1
        resources:
            mem_mb=memory(1000, factor=20),
            runtime=minutes(2),
        params:
            case=inspection_params,
            organs=dict(plan.organs),
            ignore=list(plan.settings.data.ignore),
            code=code("inspect_case.py"),
        message:
            "Checking the files of {wildcards.case}"
        script:
            "../workflow/scripts/inspect_case.py"


rule judge_cases:
    input:
        per_case("cases/{case}.json", plan.cases),
    output:
        table=results("cases.csv"),
        complaint=results("cases/complaint.txt"),
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
        excluded=[
            [
                case.name,
                case.patient,
                case.picture or case.image,
                None if case.picture else case.label,
                plan.excluded[case.name],
            ]
            for case in plan.found.values()
            if case.name in plan.excluded
        ],
        cases=list(plan.cases),
        organs=dict(plan.organs),
        code=code("judge_cases.py"),
    message:
        "Listing the cases and what is wrong with them"
    script:
        "../workflow/scripts/judge_cases.py"


if versioned:

    rule check_data_versions:
        input:
            records=versioned,
            files=[
                file
                for case in plan.cases.values()
                for file in handed_out(case)
                if can_be_read(file)
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
        results("cases/complaint.txt"),
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
        folds=[
            [case, plan.cases[case].patient, fold] for case, fold in plan.folds.items()
        ],
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
