"""Tell the study in one file, and write down what made it."""

from segstudy.plan.inputs.audit import audit_table, next_table
from segstudy.plan.inputs.cases import pictures
from segstudy.plan.inputs.ceilings import ceiling_tables
from segstudy.plan.inputs.comparison import further_tables
from segstudy.plan.inputs.evaluation import center_tables, outside_tables, tissue_tables
from segstudy.plan.inputs.growing import growing_tables
from segstudy.plan.inputs.report import example_files, published_statistics
from segstudy.plan.inputs.training import trained_files
from segstudy.plan.inputs.tuning import search_files
from segstudy.plan.inputs.uncertainty import uncertainty_maps, uncertainty_tables
from segstudy.plan.modules import described_modules
from segstudy.plan.specs.report import report_spec
from segstudy.running.shareable import shareable


rule record_provenance:
    input:
        versions=results("data_versions.json") if versioned else [],
        cases=results("cases.csv"),
        metrics=results("metrics.csv"),
        costs=trained_files(plan, "cost.json"),
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
        config=shareable(plan.settings.spec()),
        seeds=plan.seeds,
        code=code("record_provenance.py"),
    message:
        "Writing down versions, hardware, seeds and input hashes"
    script:
        "../workflow/scripts/record_provenance.py"


rule write_report:
    input:
        **published_statistics(plan),
        cases=results("cases.csv"),
        warnings=results("case_warnings.csv"),
        folds=results("folds.csv"),
        metrics=results("metrics.csv"),
        statistics=results("statistics.csv"),
        words=results("statistics_words.json"),
        summary=results("summary.csv"),
        further=further_tables(plan),
        provenance=results("provenance.json"),
        correction=results("correction/quality.csv") if plan.repairs else [],
        findings=results("correction/findings.csv"),
        audit=audit_table(plan) + next_table(plan),
        searches=search_files(plan),
        histories=trained_files(plan, "history.csv"),
        predictions=lambda w: expand(
            results("predicted/{run}/{case}.nii.gz"), run=plan.runs, case=plan.measured
        ),
        images=lambda w: [scan(plan, case) for case in plan.measured],
        pictures=lambda w: pictures(plan),
        references=lambda w: [label(plan, case) for case in plan.measured],
        example=example_files(plan),
        tissues=tissue_tables(plan),
        growing=growing_tables(plan),
        centers=center_tables(plan),
        ceilings=ceiling_tables(plan),
        outside=outside_tables(plan),
        uncertainty=lambda w: uncertainty_tables(plan) + uncertainty_maps(plan, "mean"),
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
        study=lambda w: report_spec(plan),
        code=code("write_report.py", *described_modules(plan), describes=True),
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
