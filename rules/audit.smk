"""Ask networks that never saw a case what they think of its label map."""

from segstudy.plan.inputs.audit import (
    audit_table,
    audited_cases,
    candidates,
    next_table,
    opinions,
)
from segstudy.plan.specs.audit import audit_spec


rule audit_case:
    input:
        reference=lambda w: label(plan, w.case),
        predictions=lambda w: opinions(plan, w.case),
    output:
        results("audited/{case}.json"),
    log:
        results("logs/audit_case/{case}.log"),
    conda:
        "../workflow/environment.yaml"
    threads: 1
    resources:
        mem_mb=memory(1000, factor=200),
        runtime=minutes(5),
    params:
        spec=lambda w: audit_spec(plan, w.case).to_plain(),
        code=code("audit_case.py"),
    message:
        "Asking networks that never saw {wildcards.case} about its labels"
    script:
        "../workflow/scripts/audit_case.py"


rule rank_labels:
    input:
        findings=results("correction/findings.csv"),
        measured=lambda w: plan.per_case("audited/{case}.json", audited_cases(plan)),
    output:
        results("label_audit.csv"),
    log:
        results("logs/rank_labels.log"),
    benchmark:
        results("benchmarks/rank_labels.tsv")
    localrule: True
    conda:
        "../workflow/environment.yaml"
    threads: 1
    resources:
        mem_mb=memory(1000),
        runtime=minutes(5),
    params:
        cases=audited_cases(plan),
        organs=list(plan.organs),
        code=code("rank_labels.py"),
    message:
        "Ranking labels by how probable it is that they are wrong"
    script:
        "../workflow/scripts/rank_labels.py"


rule measure_candidate:
    input:
        lambda w: opinions(plan, w.case),
    output:
        results("candidates/{case}.json"),
    log:
        results("logs/measure_candidate/{case}.log"),
    conda:
        "../workflow/environment.yaml"
    threads: 1
    resources:
        mem_mb=memory(1000, factor=200),
        runtime=minutes(5),
    params:
        organs=dict(plan.organs),
        code=code("measure_candidate.py"),
    message:
        "Asking how far networks agree about {wildcards.case}"
    script:
        "../workflow/scripts/measure_candidate.py"


rule order_unlabeled:
    input:
        lambda w: plan.per_case("candidates/{case}.json", candidates(plan)),
    output:
        results("next_to_label.csv"),
    log:
        results("logs/order_unlabeled.log"),
    benchmark:
        results("benchmarks/order_unlabeled.tsv")
    localrule: True
    conda:
        "../workflow/environment.yaml"
    threads: 1
    resources:
        mem_mb=memory(500),
        runtime=minutes(5),
    params:
        cases=candidates(plan),
        labeled=list(plan.measured),
        seed=plan.settings.seed,
        code=code("order_unlabeled.py"),
    message:
        "Ordering cases without a label map by how much drawing them is worth"
    script:
        "../workflow/scripts/order_unlabeled.py"


rule audit:
    input:
        audit_table(plan),
        next_table(plan),
    output:
        touch(results("stages/audit")),
    message:
        "Stage done: audit"
