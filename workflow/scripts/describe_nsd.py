"""Describe the normalized surface distance of every arm at several tolerances."""

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    import pandas as pd

    from segstudy.comparison.means import nsd_table
    from segstudy.comparison.spec import DescriptionSpec
    from segstudy.tables.frames import read_frame, write_frame
    from segstudy.tables.further_statistics import NSD
    from segstudy.tables.nsd import NSD_TABLE

    measured = pd.concat([read_frame(path, NSD_TABLE) for path in snakemake.input], ignore_index=True)
    write_frame(snakemake.output[0], NSD, nsd_table(measured, DescriptionSpec.from_plain(snakemake.params.spec).study))
