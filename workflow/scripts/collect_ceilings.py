"""Put into one table what networks could reach with each preparation, and warn where that is little."""

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0], show_as="ceilings") as log:
    from segstudy.evaluation.ceiling_words import ceiling_warnings
    from segstudy.tables.ceilings import Ceiling, ceilings_table

    table = ceilings_table(snakemake.params.unit)
    rows = [Ceiling(*row.values()) for path in snakemake.input for row in table.read(path)]
    table.write(snakemake.output[0], rows)
    for warning in ceiling_warnings(rows, are_2d_images=snakemake.params.flat):
        log.warning(warning)
