"""Write arms.json."""

import json

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    from segstudy.running.files import write_text

    write_text(snakemake.output[0], json.dumps(snakemake.params.arms, indent=1) + "\n")
