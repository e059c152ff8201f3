"""Test arms against arms without the labels that are probably wrong."""

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    from segstudy.comparison.spec import ComparisonSpec
    from segstudy.comparison.without_suspects import beside
    from segstudy.tables.frames import read_frame, write_frame
    from segstudy.tables.further_statistics import WITHOUT_SUSPECTS
    from segstudy.tables.label_audit import LABEL_AUDIT
    from segstudy.tables.metrics_frame import read_metrics_frame
    from segstudy.tables.statistics import STATISTICS

    spec = ComparisonSpec.from_plain(snakemake.params.spec)
    statistics = read_frame(snakemake.input.statistics, STATISTICS)
    audit = read_frame(snakemake.input.audit, LABEL_AUDIT)
    table = beside(statistics, read_metrics_frame(snakemake.input.metrics), audit, spec)
    write_frame(snakemake.output[0], WITHOUT_SUSPECTS, table)
