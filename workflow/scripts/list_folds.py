"""Write folds.csv."""

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    from segstudy.tables.cases import FOLDS

    FOLDS.write(snakemake.output[0], snakemake.params.folds)
