"""Write one row an arm: its metrics and what it cost."""

from segstudy.adapter import logged

with logged(snakemake.log[0]):
    from segstudy.comparison.costs import total_costs
    from segstudy.comparison.summary import summarize
    from segstudy.comparison.tables import read_table, write_table

    costs = total_costs(
        snakemake.params.trainings, snakemake.input.training, snakemake.input.prediction, snakemake.params.inferred
    )
    summary = summarize(
        read_table(snakemake.input.metrics),
        snakemake.params.patients,
        list(snakemake.params.trainings),
        snakemake.params.organs,
        costs,
    )
    write_table(snakemake.output[0], summary)
