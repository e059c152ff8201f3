"""Tell the study in one file, and write down what made it."""


rule record_provenance:
    input:
        versions=results("data_versions.json") if versioned else [],
        cases=results("cases.csv"),
        metrics=results("metrics.csv"),
        costs=expand(
            results("trained/{training}/fold-{fold}/cost.json"),
            training=plan.trainings,
            fold=plan.fold_numbers,
        ),
    output:
        results("provenance.json"),
    log:
        results("logs/record_provenance.log"),
    localrule: True
    conda:
        "../workflow/environment.yaml"
    threads: 1
    resources:
        mem_mb=memory(500),
        runtime=minutes(5),
    params:
        config=plan.settings.model_dump(mode="json"),
        seeds=plan.seeds,
        code=code("record_provenance.py"),
    message:
        "Writing down versions, hardware, seeds and input hashes"
    script:
        "../workflow/scripts/record_provenance.py"


rule write_report:
    input:
        **published_statistics(),
        cases=results("cases.csv"),
        folds=results("folds.csv"),
        metrics=results("metrics.csv"),
        statistics=results("statistics.csv"),
        words=results("statistics_words.json"),
        summary=results("summary.csv"),
        provenance=results("provenance.json"),
        correction=results("correction/quality.csv") if plan.repairs else [],
        findings=results("correction/findings.csv"),
        searches=[
            results(f"tuned/{path}/{name}")
            for path in plan.search_parts
            for name in ("best.yaml", "trials.csv", "importance.csv")
        ],
        histories=expand(
            results("trained/{training}/fold-{fold}/history.csv"),
            training=plan.trainings,
            fold=plan.fold_numbers,
        ),
        predictions=expand(
            results("predicted/{run}/{case}.nii.gz"), run=plan.runs, case=plan.labelled
        ),
        images=[usable(plan.cases[case].image) for case in plan.labelled],
        references=[usable(plan.label(case)) for case in plan.labelled],
        pictured=pictured_files(),
        tissues=tissue_tables(),
        centers=center_tables(),
        outside=outside_tables(),
        uncertainty=uncertainty_tables() + uncertainty_maps("mean"),
    output:
        report(
            results("report.html"),
            caption="../workflow/report/report.rst",
            category="Study",
            labels={"study": plan.settings.study},
        ),
    log:
        results("logs/write_report.log"),
    benchmark:
        results("benchmarks/write_report.tsv")
    localrule: True
    conda:
        "../workflow/environment.yaml"
    threads: 1
    resources:
        mem_mb=memory(2000, factor=5),
        runtime=minutes(30),
    params:
        study=report_params(),
        code=code("write_report.py"),
    message:
        "Writing the report"
    script:
        "../workflow/scripts/write_report.py"


rule report:
    input:
        results("report.html"),
        results("provenance.json"),
    output:
        touch(results("stages/report")),
    message:
        "Stage done: report"
