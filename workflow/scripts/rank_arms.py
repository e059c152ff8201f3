"""Rank the arms over patients, test every pair of them, and estimate what each option of a grid does."""

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    from segstudy.comparison.components import component_table
    from segstudy.comparison.effects import effect_table
    from segstudy.comparison.every_pair import pair_table
    from segstudy.comparison.ranks import rank_table
    from segstudy.comparison.spec import ComparisonSpec
    from segstudy.tables.frames import write_frame
    from segstudy.tables.further_statistics import COMPONENTS, EFFECTS, PAIRS, RANKS
    from segstudy.tables.metrics_frame import read_metrics_frame

    spec = ComparisonSpec.from_plain(snakemake.params.spec)
    metrics = read_metrics_frame(snakemake.input.metrics)
    ranks = rank_table(metrics, spec)
    write_frame(snakemake.output.ranks, RANKS, ranks)
    write_frame(snakemake.output.pairs, PAIRS, pair_table(metrics, ranks, spec))
    if hasattr(snakemake.output, "components"):
        write_frame(snakemake.output.components, COMPONENTS, component_table(metrics, spec))
    if spec.grids:
        write_frame(snakemake.output.effects, EFFECTS, effect_table(metrics, spec))
