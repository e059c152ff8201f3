"""Write one row an arm: its metrics and what it cost, and which arms no other beats at both."""

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    from segstudy.comparison.costs import total_costs
    from segstudy.comparison.pareto import pareto_table
    from segstudy.comparison.summary import summarize
    from segstudy.tables.frames import write_frame
    from segstudy.tables.further_statistics import PARETO
    from segstudy.tables.metrics import unit_of
    from segstudy.tables.metrics_frame import read_metrics_frame
    from segstudy.tables.summary import summary_table

    costs = total_costs(
        snakemake.params.trainings, snakemake.input.training, snakemake.input.prediction, snakemake.params.inferred
    )
    metrics = read_metrics_frame(snakemake.input.metrics)
    summary = summarize(
        metrics,
        snakemake.params.patients,
        list(snakemake.params.trainings),
        snakemake.params.organs,
        costs,
    )
    described = summary_table(snakemake.params.organs, unit_of(metrics.columns))
    write_frame(snakemake.output.summary, described, summary)
    write_frame(snakemake.output.pareto, PARETO, pareto_table(summary))
