"""Test arms against arms, over patients, and compute all else that the report shows."""

from segstudy.plan.inputs.growing import growing_tables
from segstudy.plan.inputs.comparison import (
    further_rankings,
    further_tables,
    reference_results,
    set_means,
    subgroups,
)
from segstudy.plan.inputs.evaluation import center_tables, outside_tables, tissue_tables
from segstudy.plan.inputs.prediction import inferred_files
from segstudy.plan.inputs.report import published_statistics
from segstudy.plan.inputs.training import trained_files
from segstudy.plan.specs.arms import inferred_folders, paid_trainings
from segstudy.plan.specs.cases import patients
from segstudy.plan.specs.comparison import comparison_spec, description_spec


rule compare_arms:
    input:
        results("metrics.csv"),
    output:
        **published_statistics(plan),
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
        spec=comparison_spec(plan).to_plain(),
        code=code("compare_arms.py"),
    message:
        "Testing arms against arms"
    script:
        "../workflow/scripts/compare_arms.py"


rule summarize_arms:
    input:
        metrics=results("metrics.csv"),
        training=trained_files(plan, "cost.json"),
        prediction=lambda w: inferred_files(plan, ".cost.json"),
    output:
        summary=results("summary.csv"),
        pareto=results("pareto.csv"),
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
        patients=patients(plan),
        trainings=paid_trainings(plan),
        inferred=inferred_folders(plan),
        organs=list(plan.organs),
        code=code("summarize_arms.py"),
    message:
        "Summarizing every arm: metrics and cost"
    script:
        "../workflow/scripts/summarize_arms.py"


rule rank_arms:
    input:
        metrics=results("metrics.csv"),
    output:
        **further_rankings(plan),
        ranks=results("ranks.csv"),
        pairs=results("pairs.csv"),
    log:
        results("logs/rank_arms.log"),
    benchmark:
        results("benchmarks/rank_arms.tsv")
    localrule: True
    conda:
        "../workflow/environment.yaml"
    threads: 1
    resources:
        mem_mb=memory(1000),
        runtime=minutes(5),
    params:
        spec=comparison_spec(plan).to_plain(),
        code=code("rank_arms.py"),
    message:
        "Ranking the arms, and testing every pair of them"
    script:
        "../workflow/scripts/rank_arms.py"


rule describe_arms:
    input:
        metrics=results("metrics.csv"),
    output:
        **reference_results(plan),
        **set_means(plan),
        **subgroups(plan),
        means=results("means.csv"),
        learning=results("learning.csv"),
        representations=results("representations.csv"),
    log:
        results("logs/describe_arms.log"),
    benchmark:
        results("benchmarks/describe_arms.tsv")
    localrule: True
    conda:
        "../workflow/environment.yaml"
    threads: 1
    resources:
        mem_mb=memory(1000),
        runtime=minutes(30),
    params:
        spec=description_spec(plan).to_plain(),
        code=code("describe_arms.py"),
    message:
        "Describing every arm: means, learning curves, representations"
    script:
        "../workflow/scripts/describe_arms.py"


rule describe_outside:
    input:
        outside_tables(plan),
    output:
        results("outside_means.csv"),
    log:
        results("logs/describe_outside.log"),
    benchmark:
        results("benchmarks/describe_outside.tsv")
    localrule: True
    conda:
        "../workflow/environment.yaml"
    threads: 1
    resources:
        mem_mb=memory(1000),
        runtime=minutes(30),
    params:
        spec=description_spec(plan).to_plain(),
        sets=list(plan.settings.evaluate_on),
        code=code("describe_outside.py"),
    message:
        "Describing every arm on the sets that are only tested on"
    script:
        "../workflow/scripts/describe_outside.py"


rule compare_sets:
    input:
        outside_tables(plan),
        metrics=results("metrics.csv"),
    output:
        results("set_statistics.csv"),
    log:
        results("logs/compare_sets.log"),
    benchmark:
        results("benchmarks/compare_sets.tsv")
    localrule: True
    conda:
        "../workflow/environment.yaml"
    threads: 1
    resources:
        mem_mb=memory(1000),
        runtime=minutes(30),
    params:
        spec=description_spec(plan).to_plain(),
        sets=list(plan.settings.evaluate_on),
        code=code("compare_sets.py"),
    message:
        "Testing arms against arms on each set of cases"
    script:
        "../workflow/scripts/compare_sets.py"


rule measure_agreement:
    input:
        metrics=results("metrics.csv"),
        cases=results("cases.csv"),
        tissues=tissue_tables(plan),
    output:
        volume_errors=results("volume_errors.csv"),
        agreement=results("agreement.csv"),
        tradeoffs=results("tradeoffs.csv"),
    log:
        results("logs/measure_agreement.log"),
    benchmark:
        results("benchmarks/measure_agreement.tsv")
    localrule: True
    conda:
        "../workflow/environment.yaml"
    threads: 1
    resources:
        mem_mb=memory(1000),
        runtime=minutes(5),
    params:
        spec=description_spec(plan).to_plain(),
        code=code("measure_agreement.py"),
    message:
        "Measuring how far predicted volumes agree with drawn ones"
    script:
        "../workflow/scripts/measure_agreement.py"


rule relate_centers:
    input:
        metrics=results("metrics.csv"),
        centers=center_tables(plan),
    output:
        cases=results("center_cases.csv"),
        effects=results("center_effects.csv"),
    log:
        results("logs/relate_centers.log"),
    benchmark:
        results("benchmarks/relate_centers.tsv")
    localrule: True
    conda:
        "../workflow/environment.yaml"
    threads: 1
    resources:
        mem_mb=memory(1000),
        runtime=minutes(5),
    params:
        spec=description_spec(plan).to_plain(),
        code=code("relate_centers.py"),
    message:
        "Relating the Dice of arms to how far the centers are off at which they looked"
    script:
        "../workflow/scripts/relate_centers.py"


rule compare_without_suspects:
    input:
        metrics=results("metrics.csv"),
        statistics=results("statistics.csv"),
        audit=results("label_audit.csv"),
    output:
        results("without_suspects.csv"),
    log:
        results("logs/compare_without_suspects.log"),
    benchmark:
        results("benchmarks/compare_without_suspects.tsv")
    localrule: True
    conda:
        "../workflow/environment.yaml"
    threads: 1
    resources:
        mem_mb=memory(1000),
        runtime=minutes(30),
    params:
        spec=comparison_spec(plan).to_plain(),
        code=code("compare_without_suspects.py"),
    message:
        "Testing arms against arms without the labels that are probably wrong"
    script:
        "../workflow/scripts/compare_without_suspects.py"


rule comparison:
    input:
        results("statistics.csv"),
        results("summary.csv"),
        further_tables(plan),
        growing_tables(plan),
    output:
        touch(results("stages/comparison")),
    message:
        "Stage done: comparison"
