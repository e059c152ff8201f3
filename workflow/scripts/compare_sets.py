"""Test arms against arms on each set of cases by itself."""

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    from segstudy.comparison.by_set import set_statistics
    from segstudy.comparison.spec import DescriptionSpec
    from segstudy.tables.frames import write_frame
    from segstudy.tables.further_statistics import SET_STATISTICS
    from segstudy.tables.metrics_frame import read_metrics_frame

    spec, names = DescriptionSpec.from_plain(snakemake.params.spec), snakemake.params.sets
    outside = {name: read_metrics_frame(path) for name, path in zip(names, snakemake.input, strict=False)}
    table = set_statistics(read_metrics_frame(snakemake.input.metrics), outside, spec)
    write_frame(snakemake.output[0], SET_STATISTICS, table)
