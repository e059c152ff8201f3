"""Put the metrics of all arms and cases into one table."""

from segstudy.adapter import logged

with logged(snakemake.log[0]):
    from segstudy.evaluation.table import read_metrics, write_metrics

    rows = [row for path in snakemake.input for row in read_metrics(path)]
    write_metrics(snakemake.output[0], rows, snakemake.params.arms, snakemake.params.organs, snakemake.params.unit)
