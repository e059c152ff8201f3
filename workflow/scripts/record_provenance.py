"""Write provenance.json."""

import json
from pathlib import Path

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    from segstudy.config.checks.study import study_from_spec
    from segstudy.report.provenance import provenance
    from segstudy.running.files import write_text

    costs = {path: json.loads(Path(path).read_text()) for path in snakemake.input.costs}
    versions = json.loads(Path(snakemake.input.versions).read_text()) if snakemake.input.versions else None
    config = study_from_spec(snakemake.params.config).model_dump(mode="json")
    record = provenance(config, snakemake.params.seeds, snakemake.input.cases, costs, versions)
    write_text(snakemake.output[0], json.dumps(record, indent=1) + "\n")
