"""Put the metrics of all arms and cases into one table."""

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    from segstudy.tables.measurements import read_metrics, write_metrics

    rows = [row for path in snakemake.input for row in read_metrics(path, snakemake.params.unit)]
    write_metrics(snakemake.output[0], rows, snakemake.params.arms, snakemake.params.organs, snakemake.params.unit)
