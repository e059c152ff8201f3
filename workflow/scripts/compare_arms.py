"""Test arms against arms."""

import json

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    from segstudy.comparison.compare import compare
    from segstudy.comparison.spec import ComparisonSpec
    from segstudy.comparison.words import sentence
    from segstudy.running.files import write_text
    from segstudy.tables.frames import write_frame
    from segstudy.tables.metrics_frame import read_metrics_frame
    from segstudy.tables.statistics import STATISTICS

    spec = ComparisonSpec.from_plain(snakemake.params.spec)
    metrics = read_metrics_frame(snakemake.input[0])
    statistics = compare(metrics, spec)
    write_frame(snakemake.output.statistics, STATISTICS, statistics)
    if spec.settings.protocol == "published":
        write_frame(snakemake.output.published, STATISTICS, compare(metrics, spec, "published"))
    words = [sentence(row, spec.settings) for row in statistics.to_dict("records")]
    write_text(snakemake.output.words, json.dumps(words, indent=1) + "\n")
