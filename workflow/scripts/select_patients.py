"""Choose the patients that a network learns from in a round."""

import json
from pathlib import Path

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    from segstudy.running.files import write_text
    from segstudy.uncertainty.chosen import chosen_cases

    spec = snakemake.params.spec
    read = {Path(path).stem: json.loads(Path(path).read_text(encoding="utf-8")) for path in snakemake.input.unsure}
    before = [case for path in snakemake.input.before for case in json.loads(Path(path).read_text(encoding="utf-8"))]
    chosen = chosen_cases([tuple(lot) for lot in spec["lots"]], spec["patients"], before, read)
    write_text(snakemake.output[0], json.dumps(chosen) + "\n")
