"""Put into one table how far off the centers are that arms give to the crops and polar grids of others."""

import json
from pathlib import Path

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    from segstudy.tables.centers import centers_table

    rows = [
        [arm, seed, case, organ, objects, found, error]
        for (arm, seed, case), path in zip(snakemake.params.measured, snakemake.input, strict=True)
        for organ, (objects, found, error) in json.loads(Path(path).read_text()).items()
    ]
    centers_table(snakemake.params.unit).write(snakemake.output[0], rows)
