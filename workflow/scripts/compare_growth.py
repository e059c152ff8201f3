"""Hold every strategy of choosing patients against the lot."""

import pandas as pd

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    from segstudy.comparison.growing import growing_table
    from segstudy.comparison.spec import GrowingSpec
    from segstudy.tables.frames import write_frame
    from segstudy.tables.further_statistics import GROWING
    from segstudy.tables.metrics_frame import read_metrics_frame

    metrics = pd.concat([read_metrics_frame(path) for path in snakemake.input], ignore_index=True)
    write_frame(snakemake.output[0], GROWING, growing_table(metrics, GrowingSpec.from_plain(snakemake.params.spec)))
