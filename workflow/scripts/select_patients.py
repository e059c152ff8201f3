"""Choose the patients that a network learns from in a round."""

import json
from pathlib import Path

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    from segstudy.running.files import write_text
    from segstudy.uncertainty.chosen import chosen_cases
    from segstudy.uncertainty.found import found_ml

    spec = snakemake.params.spec
    read = {Path(path).stem: json.loads(Path(path).read_text(encoding="utf-8")) for path in snakemake.input.unsure}
    before = [case for path in snakemake.input.before for case in json.loads(Path(path).read_text(encoding="utf-8"))]
    found = {Path(path).name.removesuffix(".nii.gz"): found_ml(path) for path in snakemake.input.found}
    lots = [tuple(lot) for lot in spec["lots"]]
    chosen = chosen_cases(lots, spec["patients"], before, read, spec.get("drawn"), found)
    write_text(snakemake.output[0], json.dumps(chosen) + "\n")
