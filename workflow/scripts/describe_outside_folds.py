"""Describe each fold's network alone on the sets that the study is only tested on."""

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    from segstudy.comparison.means import outside_fold_table
    from segstudy.comparison.spec import DescriptionSpec
    from segstudy.tables.frames import write_frame
    from segstudy.tables.further_statistics import OUTSIDE_FOLDS
    from segstudy.tables.metrics_frame import read_metrics_frame

    sets = {name: read_metrics_frame(path) for name, path in zip(snakemake.params.sets, snakemake.input, strict=True)}
    table = outside_fold_table(sets, DescriptionSpec.from_plain(snakemake.params.spec))
    write_frame(snakemake.output[0], OUTSIDE_FOLDS, table)
