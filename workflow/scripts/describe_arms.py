"""Describe every arm by itself: its means, its learning curve, what came of what it was shown."""

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    from segstudy.comparison.learning import learning_table
    from segstudy.comparison.means import mean_table, set_mean_table
    from segstudy.comparison.reference_results import reference_result_table
    from segstudy.comparison.spec import DescriptionSpec
    from segstudy.comparison.subgroups import subgroup_table
    from segstudy.comparison.thresholded_jaccard import representation_table
    from segstudy.tables.frames import write_frame
    from segstudy.tables.further_statistics import (
        LEARNING,
        MEANS,
        REFERENCE_RESULTS,
        REPRESENTATIONS,
        SET_MEANS,
        SUBGROUPS,
    )
    from segstudy.tables.metrics_frame import read_metrics_frame

    spec = DescriptionSpec.from_plain(snakemake.params.spec)
    metrics = read_metrics_frame(snakemake.input.metrics)
    means = mean_table(metrics, spec.metrics, spec.study)
    write_frame(snakemake.output.means, MEANS, means)
    write_frame(snakemake.output.learning, LEARNING, learning_table(means, spec.learners, spec.study.organs))
    write_frame(snakemake.output.representations, REPRESENTATIONS, representation_table(metrics, spec.study))
    if spec.sets:
        write_frame(snakemake.output.set_means, SET_MEANS, set_mean_table(metrics, spec))
    if spec.subgroups:
        write_frame(snakemake.output.subgroups, SUBGROUPS, subgroup_table(metrics, spec.subgroups, spec.study))
    if spec.reference is not None:
        published = reference_result_table(means, spec.reference, spec.study.arms)
        write_frame(snakemake.output.reference_results, REFERENCE_RESULTS, published)
