"""Relate the Dice of arms to how far the centers are off at which they looked."""

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    from segstudy.comparison.center_effects import center_cases, center_effects
    from segstudy.comparison.spec import DescriptionSpec
    from segstudy.tables.centers import centers_table
    from segstudy.tables.frames import read_frame, write_frame
    from segstudy.tables.further_statistics import CENTER_CASES, CENTER_EFFECTS
    from segstudy.tables.metrics_frame import read_metrics_frame

    spec = DescriptionSpec.from_plain(snakemake.params.spec)
    metrics = read_metrics_frame(snakemake.input.metrics)
    centers = read_frame(snakemake.input.centers[0], centers_table(spec.unit))
    cases = center_cases(metrics, centers, spec.sources, spec.unit, spec.study)
    write_frame(snakemake.output.cases, CENTER_CASES, cases)
    write_frame(snakemake.output.effects, CENTER_EFFECTS, center_effects(cases, spec.study))
