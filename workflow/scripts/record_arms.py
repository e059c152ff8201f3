"""Write arms.json."""

import json

from segstudy.adapter import logged

with logged(snakemake.log[0]):
    from segstudy.files import write_text

    write_text(snakemake.output[0], json.dumps(snakemake.params.arms, indent=1) + "\n")
