"""Write provenance.json."""

import json
from pathlib import Path

from segstudy.adapter import logged

with logged(snakemake.log[0]):
    from segstudy.files import write_text
    from segstudy.report.provenance import provenance

    costs = {path: json.loads(Path(path).read_text()) for path in snakemake.input.costs}
    versions = json.loads(Path(snakemake.input.versions).read_text()) if snakemake.input.versions else None
    record = provenance(snakemake.params.config, snakemake.params.seeds, snakemake.input.cases, costs, versions)
    write_text(snakemake.output[0], json.dumps(record, indent=1) + "\n")
