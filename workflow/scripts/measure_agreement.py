"""Measure how far predicted volumes agree with drawn ones, and where a better Dice was bought with them."""

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    import pandas as pd

    from segstudy.comparison.agreement import agreement_table
    from segstudy.comparison.spec import DescriptionSpec
    from segstudy.comparison.tradeoffs import tradeoff_table
    from segstudy.comparison.volume_errors import volume_errors
    from segstudy.tables.cases import CASES
    from segstudy.tables.frames import read_frame, write_frame
    from segstudy.tables.further_statistics import AGREEMENT, TRADEOFFS, VOLUME_ERRORS
    from segstudy.tables.metrics_frame import read_metrics_frame
    from segstudy.tables.tissues import TISSUES

    spec = DescriptionSpec.from_plain(snakemake.params.spec)
    metrics, cases = read_metrics_frame(snakemake.input.metrics), read_frame(snakemake.input.cases, CASES)
    tissues = [read_frame(path, TISSUES) for path in snakemake.input.tissues]
    errors = volume_errors(metrics, cases, pd.concat(tissues) if tissues else None, spec.organ_of_tissue, spec.study)
    write_frame(snakemake.output.volume_errors, VOLUME_ERRORS, errors)
    write_frame(snakemake.output.agreement, AGREEMENT, agreement_table(errors, spec.study))
    write_frame(snakemake.output.tradeoffs, TRADEOFFS, tradeoff_table(errors, metrics, spec.study))
