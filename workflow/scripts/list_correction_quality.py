"""Write quality.csv: every method where the truth is known, and the method used on every case."""

import json
from dataclasses import replace
from pathlib import Path

from segstudy.running.adapter import logged, snakemake

with logged(snakemake.log[0]):
    from segstudy.tables.correction import QUALITY
    from segstudy.tables.quality import QualityRow

    compared = json.loads(Path(snakemake.input.comparison).read_text(encoding="utf-8"))
    rows = {(row["method"], row["case"]): QualityRow(**row) for row in compared["rows"]}
    for path in snakemake.input.quality:
        used = QualityRow.from_json(Path(path).read_text(encoding="utf-8"))
        known = rows.get((used.method, used.case))
        rows[used.method, used.case] = replace(known, note=used.note) if known else used
    QUALITY.write(snakemake.output[0], map(QUALITY.fields, rows.values()))
