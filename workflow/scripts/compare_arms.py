"""Test arms against arms."""

import json

from segstudy.adapter import logged

with logged(snakemake.log[0]):
    from segstudy.comparison.compare import compare
    from segstudy.comparison.tables import read_table, write_table
    from segstudy.comparison.words import sentence
    from segstudy.config.comparisons import ComparisonSettings
    from segstudy.files import write_text

    settings = ComparisonSettings(**snakemake.params.settings)
    statistics = compare(
        read_table(snakemake.input[0]),
        snakemake.params.patients,
        snakemake.params.arms,
        snakemake.params.organs,
        settings,
        snakemake.params.seed,
    )
    write_table(snakemake.output.statistics, statistics)
    words = [sentence(row, settings.alpha) for row in statistics.to_dict("records")]
    write_text(snakemake.output.words, json.dumps(words, indent=1) + "\n")
