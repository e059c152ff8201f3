"""Choose the pseudo-labels that a training learns from on a fold."""

import json
from pathlib import Path

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    from segstudy.running.files import write_text
    from segstudy.tables.pseudo_labels import KEPT
    from segstudy.uncertainty.surest import surest

    spec = snakemake.params.spec
    read = {Path(path).stem: json.loads(Path(path).read_text(encoding="utf-8")) for path in snakemake.input}
    labels = surest(read, spec["undrawn"], spec["keep"])
    rows = [(each.case, each.organ, each.uncertainty, int(each.kept)) for each in labels]
    KEPT.write(snakemake.output.table, rows)
    organs: dict[str, list[str]] = {}
    for each in labels:
        if each.kept:
            organs.setdefault(each.case, []).append(each.organ)
    write_text(snakemake.output.kept, json.dumps(organs) + "\n")
