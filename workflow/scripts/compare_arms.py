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
    params, metrics = snakemake.params, read_table(snakemake.input[0])

    def compared(protocol):
        chosen = settings.model_copy(update={"protocol": protocol})
        return compare(metrics, params.patients, params.arms, params.organs, chosen, params.seed)

    statistics = compared("paired")
    write_table(snakemake.output.statistics, statistics)
    if settings.protocol == "published":
        write_table(snakemake.output.published, compared("published"))
    words = [sentence(row, settings.alpha) for row in statistics.to_dict("records")]
    write_text(snakemake.output.words, json.dumps(words, indent=1) + "\n")
